namespace DmSc.Cards.Pcsc;

/// <summary>One reader in a question to SCardGetStatusChange: what the asker knows, and after the answer what is true.</summary>
/// <param name="reader">Exact name, or <see cref="AnyReader"/>.</param>
internal sealed class ReaderProbe(string reader)
{
    /// <summary>The pseudo reader that changes when readers come and go (pcsc-lite and winscard; not macOS).</summary>
    internal const string AnyReader = @"\\?PnP?\Notification";

    public string Reader { get; } = reader;

    /// <summary>dwCurrentState: the last raw state seen, 0 (unaware) to be told at once.</summary>
    public uint Known { get; private set; }

    public PcscReaderState State { get; private set; }

    /// <summary>Insertions and removals so far as the service counts them: two quick changes show here only.</summary>
    public int EventCount { get; private set; }

    public byte[] Atr { get; private set; } = [];

    /// <summary>A probe that knows the same; what it learns stays its own.</summary>
    public ReaderProbe Copy() => new(Reader) { Known = Known, State = State, EventCount = EventCount, Atr = Atr };

    /// <summary>Takes the raw dwEventState and ATR of an answer; the next question then waits for something newer.</summary>
    public void Update(uint eventState, byte[] atr)
    {
        Known = eventState & ~(uint)PcscReaderState.Changed;
        State = (PcscReaderState)(eventState & 0xFFFF);
        EventCount = (int)(eventState >> 16);
        Atr = atr;
    }
}
