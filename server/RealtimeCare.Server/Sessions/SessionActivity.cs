namespace RealtimeCare.Server.Sessions;

/// <summary>Human activity: the only thing that keeps a person's session from its idle end.</summary>
internal sealed class SessionActivity(SessionRegistry sessions, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public ValueTask NoteAsync(LiveSession session, CancellationToken cancellationToken) => sessions.TouchAsync(session, cancellationToken);
}
