using RealtimeCare.Cli.Demo.Cast;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Client;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Story;

/// <summary>A physician without a treatment relationship asks for every patient, and for one who does not exist: the same answer.</summary>
internal sealed class StrangerStep(DemoCast cast, IDemoScreen screen) : IStoryStep
{
    /// <inheritdoc/>
    public double At => 0.1;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        await using var tokens = await cast.World.SignInAsync(cast.World.Stranger, cancellationToken);
        await using var client = new RealtimeCareClient(cast.World.Options(tokens));
        await client.ConnectAsync(cancellationToken);
        var findings = new List<Finding>();
        foreach (var patientId in cast.World.Patients.Keys.Append("nobody"))
        {
            var patient = PatientReference.ById(patientId);
            findings.AddRange(await TryAsync("follow", () => client.FollowAsync(patient, Topics, TakeAsync, FollowFrom.Start, cancellationToken)));
            findings.AddRange(await TryAsync("read", () => client.SnapshotAsync(patient, Topics, cancellationToken)));
        }

        screen.Stand(DemoCast.StrangerName, findings.Count == 0 ? "denied everywhere" : "WAS LET IN");
        screen.Say("a stranger asked for every patient and for one who does not exist: denied, with the same answer");
        return findings;
    }

    private IReadOnlyList<string> Topics => [.. cast.Stranger.Role.Topics];

    private Task TakeAsync(Client.Following.Notification notification, CancellationToken cancellationToken)
    {
        cast.Stranger.Take(notification.PatientId, notification.Event);
        return Task.CompletedTask;
    }

    private static async Task<IReadOnlyList<Finding>> TryAsync(string what, Func<Task> ask)
    {
        try
        {
            await ask();
            return [new(FindingKind.Leaked, $"the stranger could {what} a patient")];
        }
        catch (CareException refused) when (refused.Error.Code == ErrorCode.Forbidden)
        {
            return [];
        }
        catch (CareException refused)
        {
            return [new(FindingKind.Step, $"the stranger was refused with code {(int)refused.Error.Code} instead of {(int)ErrorCode.Forbidden}")];
        }
    }
}
