using System.Globalization;
using System.Text;
using DmSc.Peers.Card.Image;

namespace DmSc.Steps.Lab.Devices;

/// <summary>A card in words, so that a person can make it or recognise it: ICCID, and path and content of every file that holds something.</summary>
internal static class CardWords
{
    public static string Of(CardImage image)
    {
        var text = new StringBuilder("ICCID ").Append(image.Iccid);
        Below(image.MasterFile, "", text);
        return text.ToString();
    }

    private static void Below(DirectoryFile directory, string path, StringBuilder text)
    {
        foreach (var file in directory.Children)
        {
            var at = $"{path}{file.Fid:X4}";
            if (file is DirectoryFile inner)
            {
                text.Append(CultureInfo.InvariantCulture, $"; directory {at}{(inner.Aid is { } aid ? $" with AID {Convert.ToHexString(aid)}" : "")}");
                Below(inner, $"{at}/", text);
            }
            else if (file is ElementaryFile { Records.Count: > 0 } records)
            {
                text.Append(CultureInfo.InvariantCulture, $"; file {at}, records {string.Join(", ", records.Records.Select(Convert.ToHexString))}");
            }
            else if (file is ElementaryFile { Content.Length: > 0 } transparent)
            {
                text.Append(CultureInfo.InvariantCulture, $"; file {at}, content {Convert.ToHexString(transparent.Content)}");
            }
        }
    }
}
