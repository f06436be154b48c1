using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Testing;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Conventions.Snippets;

/// <summary>What the README of RealtimeCare.Client.Testing shows to those who test their apps.</summary>
public sealed class ForAppTests
{
    // snippet
    [Fact]
    public async Task A_ward_shows_a_result_that_came_while_it_was_offline()
    {
        var server = new FakeCareServer();
        await using var client = server.CreateClient();
        var ward = new WardViewModel(client);
        server.Assign("patient-1");
        await ward.OpenAsync();
        await server.UntilFollowedAsync("patient-1");

        server.Drop();
        server.Push("patient-1", "labs", FhirJson.Parse("""{"resourceType":"Observation","status":"final"}"""));
        await server.UntilConnectedAsync();

        await FakeCareServer.UntilAsync(() => ward.Results == 1, "a result on the ward");
    }
    // end

    private sealed class WardViewModel(RealtimeCareClient client)
    {
        public int Results { get; private set; }

        public Task Reading { get; private set; } = Task.CompletedTask;

        public async Task OpenAsync()
        {
            await client.ConnectAsync();
            Reading = ReadAsync();
        }

        private async Task ReadAsync()
        {
            await foreach (var update in client.FollowMineAsync(["labs"]))
                if (update is Notification) Results++;
        }
    }
}
