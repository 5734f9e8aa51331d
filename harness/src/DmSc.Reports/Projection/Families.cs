namespace DmSc.Reports.Projection;

/// <summary>Groups items by their id.</summary>
internal static class Families
{
    /// <summary><c>DM-BOOT-C</c> for <c>DM-BOOT-C-001</c>: the id without its last number.</summary>
    public static string Of(string item)
    {
        var dash = item.LastIndexOf('-');
        return dash > 0 && dash + 1 < item.Length && item.AsSpan(dash + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? item[..dash] : item;
    }
}
