using RealtimeCare.Cli.Demo.Cast;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Feed;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Client.Administration;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Story;

/// <summary>An administrator ends the nurse's sessions by force while events flow; nobody comes back with the old sign-in.</summary>
internal sealed class ForcedEndStep(DemoCast cast, PublishedLedger ledger, IDemoScreen screen, TimeProvider time) : IStoryStep
{
    private static readonly TimeSpan NoticedWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CaughtUpWithin = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public double At => 0.65;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var published = ledger.Snapshot();
        Inbox[] ended = [cast.Nurse.Inbox, cast.Witness.Inbox];
        foreach (var inbox in ended) inbox.MustReach = Heads(inbox, published);
        await new CatchUp(time).WaitAsync(() => [.. ended.Select(i => i.Record())], published, CaughtUpWithin, cancellationToken);

        var kept = await cast.Nurse.Tokens.GetAsync(null, cancellationToken);
        var result = await EndAsync(ended, cancellationToken);
        screen.Say(
            $"the administrator ended {result.SessionIds.Count} sessions of the nurse: {result.ConnectionsClosed} connections closed, trail receipt {result.Receipt}");
        return
        [
            .. await NoticeAsync(cancellationToken),
            .. await new ComebackTry(cast, screen).RunAsync(kept, cancellationToken),
        ];
    }

    private async Task<EndSessionsResult> EndAsync(Inbox[] inboxes, CancellationToken cancellationToken)
    {
        await using var tokens = await cast.World.SignInAsync(cast.World.Administrator, cancellationToken);
        await using var administrator = new CareAdministrator(cast.World.Options(tokens));
        await administrator.ConnectAsync(cancellationToken);
        var live = await administrator.LiveSessionsAsync(cancellationToken);
        screen.Say($"an administrator looks: {live.Count} live sessions, {live.Count(s => s.Subject == cast.World.Nurse.UserId)} of the nurse");
        var askedAt = time.GetUtcNow();
        var result = await administrator.EndSessionsOfAsync(cast.World.Nurse.UserId, preview: false, cancellationToken);
        foreach (var inbox in inboxes) inbox.End = new ForcedEnd(askedAt, result.LastByteAt, time.GetUtcNow());
        return result;
    }

    private async Task<IReadOnlyList<Finding>> NoticeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reason = await cast.Nurse.Client.Ended.WaitAsync(NoticedWithin, time, cancellationToken);
            screen.Stand(DemoCast.NurseName, $"session over: {reason}");
            // The notice has 200 ms. On a busy machine the connection may be gone before; then the app learns it at the door.
            if (reason != EndReason.Ended) screen.Say($"the notice did not get through in time; the app learnt at the door: {reason}");
            return reason.EndsSession() ? [] : [new(FindingKind.Step, $"the nurse's app was told {reason}, which ends no session")];
        }
        catch (TimeoutException)
        {
            return [new(FindingKind.Step, $"the nurse's app did not notice the end within {NoticedWithin.TotalSeconds:0} s")];
        }
    }

    private static Dictionary<string, long> Heads(Inbox inbox, IReadOnlyList<PublishedEvent> published)
    {
        var expectation = new Expectation(inbox.Record(), published);
        return inbox.Record().StartedAt.Keys.ToDictionary(
            patient => patient,
            patient => expectation.Of(patient, EventClass.Durable).Select(e => e.Offset).DefaultIfEmpty().Max());
    }
}
