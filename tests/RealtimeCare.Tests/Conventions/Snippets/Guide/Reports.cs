using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Offline;

namespace RealtimeCare.Tests.Conventions.Snippets.Guide;

/// <summary>How the guide reports what a person has seen.</summary>
internal static class Reports
{
    public static async Task SeenAsync(Uri server, ITokenSource tokens, Notification notification, Action<string> tellPerson)
    {
        // snippet
        var options = new RealtimeCareClientOptions { Server = server, Tokens = tokens, OfflineQueue = new OfflineQueueOptions() };
        await using var client = new RealtimeCareClient(options);
        await client.ConnectAsync();

        try
        {
            await client.ReportSeenAsync(notification);
        }
        catch (OfflineQueueException exception)
        {
            tellPerson(exception.Message);
        }
        // end
    }
}
