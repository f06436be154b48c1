using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Sessions;

/// <summary>A session as it is now: the row, the last activity and whether it has ended. Decisions read this, never a principal.</summary>
public sealed class LiveSession(Session row, TimeSpan idleTimeout)
{
    private long lastActivity = row.LastActivityAt.UtcTicks;
    private int ended = (int)(row.EndReason ?? 0);
    private Task? recording;

    /// <summary>Whether its beginning stands in the trail.</summary>
    internal bool IsRecorded { get; set; }

    /// <summary>The row as it was made.</summary>
    public Session Row => row;

    /// <summary>The session's id.</summary>
    public string Id => row.Id;

    /// <summary>The last human activity.</summary>
    public DateTimeOffset LastActivityAt => new(Volatile.Read(ref lastActivity), TimeSpan.Zero);

    /// <summary>When it ends without further activity; null for services.</summary>
    public DateTimeOffset? IdleEndAt => row.IsService ? null : LastActivityAt + idleTimeout;

    /// <summary>Why it has ended; null while it lives.</summary>
    public EndReason? EndedBecause => Volatile.Read(ref ended) is var reason and not 0 ? (EndReason)reason : null;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => Volatile.Read(ref ended) != 0;

    /// <summary>The reason for which its time is over at <paramref name="now"/>; null when it is not.</summary>
    public EndReason? OverdueAt(DateTimeOffset now) =>
        now >= row.AbsoluteEndAt ? EndReason.AbsoluteEnd
        : IdleEndAt <= now ? EndReason.Idle
        : null;

    /// <summary>Begins to record its beginning; false with the attempt of another that is to be waited for.</summary>
    internal bool TryRecord(Task attempt, out Task running)
    {
        running = Interlocked.CompareExchange(ref recording, attempt, null) ?? attempt;
        return running == attempt;
    }

    /// <summary>The attempt to record it is over, one way or the other.</summary>
    internal void StopRecording() => Volatile.Write(ref recording, null);

    /// <summary>Notes human activity.</summary>
    internal void Touch(DateTimeOffset at) => Volatile.Write(ref lastActivity, at.UtcTicks);

    /// <summary>Marks it ended; false when it already was.</summary>
    internal bool TryEnd(EndReason reason) => Interlocked.CompareExchange(ref ended, (int)reason, 0) == 0;
}
