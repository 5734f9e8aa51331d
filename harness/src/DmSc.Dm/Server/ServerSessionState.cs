namespace DmSc.Dm.Server;

/// <summary>How a session ended.</summary>
public enum ServerSessionEnd
{
    /// <summary>It has not.</summary>
    Open,

    /// <summary>The server had nothing more to do and said so.</summary>
    Finished,

    /// <summary>The client sent Alert 1223.</summary>
    ClientAborted,

    /// <summary>The server sent Alert 1223.</summary>
    ServerAborted,

    /// <summary>The client's credentials were refused for good.</summary>
    ClientRefused,

    /// <summary>The client refused the server's credentials for good.</summary>
    ServerRefused,

    /// <summary>A message of the client could not be read.</summary>
    Unreadable,

    /// <summary>The client fell silent.</summary>
    Expired,

    /// <summary>More messages than a session may have.</summary>
    TooLong,
}
