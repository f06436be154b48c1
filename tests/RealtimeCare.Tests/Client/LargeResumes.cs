using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Contracts.Wire;

namespace RealtimeCare.Tests.Client;

/// <summary>Whoever follows as many patients as there is room for comes back after a drop too.</summary>
public sealed class LargeResumes
{
    private static readonly string[] Many = [.. Enumerable.Range(0, 32).Select(i => $"a-topic-with-name-{i:00}")];

    public static TheoryData<string> Protocols => ["json", "messagepack"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Two_hundred_patients_with_thirty_two_topics_fit_into_one_resume(string protocol)
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await Task.WhenAll(Enumerable.Range(0, RealtimeCareProtocol.MaxSubscriptions).Select(i => world.Client.FollowAsync(
            PatientReference.ById($"{Guid.NewGuid()}"), Many, (_, _) => Task.CompletedTask)));

        var bytes = BytesOf(await ResumedAsync(world), protocol);

        Assert.InRange(bytes, RealtimeCareProtocol.MaxMessageBytes, RealtimeCareProtocol.MaxResumeBytes);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Patients_of_a_following_do_not_repeat_its_terms(string protocol)
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);
        for (var i = 0; i < RealtimeCareProtocol.MaxSubscriptions; i++) world.First.Send(own.JoinedOf(Guid.NewGuid(), $"{Guid.NewGuid()}"));

        var resume = await ResumedAsync(world);

        Assert.All(resume.Subscriptions, one => Assert.Empty(one.Topics));
        Assert.Equal(ClientWorld.Topics, resume.Following!.Single().Topics);
        Assert.InRange(BytesOf(resume, protocol), 1, RealtimeCareProtocol.MaxResumeBytes / 3);
    }

    private static async Task<ResumeRequest> ResumedAsync(ClientWorld world)
    {
        await world.Client.HandOverAsync();
        var resume = (await world.Links.NextAsync()).Requests<ResumeRequest>().Single();
        Assert.Equal(RealtimeCareProtocol.MaxSubscriptions, resume.Subscriptions.Count);
        // As large as positions get.
        return resume with
        {
            ConnectionToken = new string('t', 64),
            Subscriptions = [.. resume.Subscriptions.Select(one => one with
            {
                PatientId = $"{Guid.NewGuid()}",
                After = new Position { Epoch = 1_764_000_000_000, Offset = 999_999_999 },
                StateAfter = 999_999_999,
                Start = 999_999_999,
            })],
        };
    }

    private static int BytesOf(ResumeRequest resume, string protocol)
    {
        IHubProtocol hub = protocol == "json"
            ? new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = WireJson.CreateOptions() }))
            : new MessagePackHubProtocol(Options.Create(new MessagePackHubProtocolOptions { SerializerOptions = ContractResolver.Options }));
        return hub.GetMessageBytes(new InvocationMessage("123456", nameof(ICareHub.Resume), [resume])).Length;
    }
}
