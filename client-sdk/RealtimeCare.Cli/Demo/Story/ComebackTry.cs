using RealtimeCare.Cli.Demo.Cast;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Client;

namespace RealtimeCare.Cli.Demo.Story;

/// <summary>Tries to come back after a forced end, with the access token of before and with the sign-in's refresh.</summary>
internal sealed class ComebackTry(DemoCast cast, IDemoScreen screen)
{
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(15);

    /// <summary>Tries both.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(AccessToken kept, CancellationToken cancellationToken)
    {
        List<Finding> findings =
        [
            .. await TryAsync("with the access token of before", token => ConnectAsync(kept, token), cancellationToken),
            .. await TryAsync("with a refresh", token => cast.Nurse.Tokens.GetAsync(kept, token).AsTask(), cancellationToken),
        ];
        if (findings.Count == 0) screen.Say("the comeback is refused, with the old access token and with the old sign-in");
        return findings;
    }

    private async Task ConnectAsync(AccessToken kept, CancellationToken cancellationToken)
    {
        await using var client = new RealtimeCareClient(cast.World.Options(new KeptToken(kept)));
        await client.ConnectAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<Finding>> TryAsync(
        string how, Func<CancellationToken, Task> comeBack, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnsweredWithin);
        try
        {
            await comeBack(timeout.Token);
            return [new(FindingKind.Late, $"the nurse could come back {how}")];
        }
        catch (Exception refused) when (refused is SessionEndedException or CareException)
        {
            return [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new(FindingKind.Step, $"the comeback {how} was not refused within {AnsweredWithin.TotalSeconds:0} s")];
        }
    }
}
