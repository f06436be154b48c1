using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Following;

namespace RealtimeCare.Cli.Commands;

/// <summary>What <c>follow --mine</c> prints: several patients in one list, so that each line names whose it is.</summary>
internal static class OwnPatientsText
{
    /// <summary>Prints until the end that was asked for.</summary>
    public static async Task PrintAsync(IAsyncEnumerable<FollowUpdate> followed, CliOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var update in followed) Print(update, output);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C or --seconds: the usual end of following.
        }
    }

    private static void Print(FollowUpdate update, CliOutput output)
    {
        switch (update)
        {
            case PatientJoined joined:
                output.Item($"{joined.PatientId} joined ({joined.Because})", new { joined });
                break;
            case PatientLeft left:
                output.Item($"{left.PatientId} left ({left.Reason})", new { left });
                break;
            case PatientsMissing missing:
                output.Item($"{missing.Count} patients do not fit into one connection", new { missing });
                break;
            case Notification notification:
                output.Item(
                    $"{notification.PatientId} {FollowCommand.Line(notification.Event)}", new { patient = notification.PatientId, @event = notification.Event });
                break;
        }
    }
}
