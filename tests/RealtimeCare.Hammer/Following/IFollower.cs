using RealtimeCare.Hammer.Hosts;

namespace RealtimeCare.Hammer.Following;

/// <summary>A client that follows all patients of the ward and comes back from every loss.</summary>
internal interface IFollower : IAsyncDisposable
{
    Inbox Inbox { get; }

    Cable Cable { get; }

    /// <summary>Since when it is connected and reading, as a timestamp; 0 when it is not.</summary>
    long LiveSince { get; }

    /// <summary>How often it had to come back.</summary>
    int Comebacks { get; }

    /// <summary>What it is about, for a client that does not come back.</summary>
    string Doing { get; }

    /// <summary>Completes when it follows everything for the first time.</summary>
    Task Ready { get; }

    /// <summary>The session to end. The end that comes is then no surprise.</summary>
    string? ExpectEnd();

    /// <summary>Whether the session that was to end has ended.</summary>
    bool HasEnded { get; }

    /// <summary>Begins to follow.</summary>
    void Start();
}
