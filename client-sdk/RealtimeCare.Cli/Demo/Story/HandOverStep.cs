using RealtimeCare.Cli.Demo.Cast;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Client;

namespace RealtimeCare.Cli.Demo.Story;

/// <summary>The nurse's app gets a new token and goes on over a second connection, while events flow.</summary>
internal sealed class HandOverStep(DemoCast cast, IDemoScreen screen) : IStoryStep
{
    /// <inheritdoc/>
    public double At => 0.25;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var nurse = cast.Nurse;
        var before = await nurse.Tokens.GetAsync(null, cancellationToken);
        await nurse.Client.HandOverAsync(cancellationToken);
        var after = await nurse.Tokens.GetAsync(null, cancellationToken);
        if (after == before) return [new(FindingKind.Step, "the handover got no new token")];
        if (nurse.Client.Status.State != ConnectionState.Live) return [new(FindingKind.Step, "the nurse was not live after the handover")];
        screen.Say("planned handover: the nurse's app goes on with a new token over a new connection");
        screen.Stand(DemoCast.NurseName, "live, handed over to a new token");
        return [];
    }
}
