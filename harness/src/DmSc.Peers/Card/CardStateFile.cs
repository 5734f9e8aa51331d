using System.Text.Json;
using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>
/// Keeps the non-volatile memory of one reference card in one file, so that the card survives the process. The file is replaced whole after
/// each change, within the command that made it: what the card has answered with 9000 is on disk, and a reader never sees half a file.
/// It holds PIN values: on Unix only its owner may read it.
/// </summary>
public sealed class CardStateFile : IDisposable
{
    private const int Version = 1;
    private const long MaxLength = 64L * 1024 * 1024;
    private static readonly JsonSerializerOptions _format = new() { WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    private readonly string _path;
    private readonly CardState _state;

    /// <summary>Writes the card's memory, and again after each change until disposed.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="state">The card's memory.</param>
    /// <exception cref="IOException">The file cannot be written; also thrown later, through the command that changes the memory.</exception>
    public CardStateFile(string path, CardState state)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(state);
        _path = path;
        _state = state;
        Save();
        _state.Changed += OnChanged;
    }

    /// <summary>Reads what an earlier life of the card has left.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The image of the card that the memory belongs to.</param>
    /// <returns>The memory, or <c>null</c> if there is no file yet.</returns>
    /// <exception cref="InvalidDataException">The file is not one that this class wrote, or is another card's; the message names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CardSnapshot? Load(string path, CardImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!File.Exists(path))
            return null;
        if (new FileInfo(path).Length > MaxLength)
            throw new InvalidDataException($"{path}: a card's state has at most {MaxLength} octets");
        StateDocument? document;
        try
        {
            document = JsonSerializer.Deserialize<StateDocument>(File.ReadAllBytes(path), _format);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}:{e.LineNumber + 1}: not the state of a card: {e.Message}", e);
        }

        if (document is not { Version: Version })
            throw new InvalidDataException($"{path}: the state of a card in version {Version} was expected, got version {document?.Version}");
        if (document.Card != image.Name || document.Iccid != image.Iccid)
            throw new InvalidDataException($"{path}: the state is that of card '{document.Card}' ({document.Iccid}), not of '{image.Name}' ({image.Iccid})");
        return new CardSnapshot(document.Pins, document.Files);
    }

    /// <summary>Ends the watch; the file stays.</summary>
    public void Dispose() => _state.Changed -= OnChanged;

    private void OnChanged(object? sender, EventArgs e) => Save();

    private void Save()
    {
        var snapshot = _state.ToSnapshot();
        var document = new StateDocument(Version, _state.Image.Name, _state.Image.Iccid, snapshot.Pins, snapshot.Files);
        var temporary = _path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(stream, document, _format);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }

    private sealed record StateDocument(int Version, string Card, string Iccid, IReadOnlyList<PinSnapshot> Pins, IReadOnlyList<FileSnapshot> Files);
}
