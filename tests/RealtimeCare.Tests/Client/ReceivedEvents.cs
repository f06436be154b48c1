using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>Events on their way from the bytes of the wire to the app.</summary>
public sealed class ReceivedEvents : IInvocationBinder
{
    private const int Events = 16;
    private const int Payload = 512;
    private static readonly JsonSerializerOptions Wire = WireJson.CreateOptions();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_allocates_about_twice_its_payload_at_most(bool isMessagePack)
    {
        IHubProtocol protocol = isMessagePack
            ? new RealtimeCareClientOptions().UseMessagePack().Protocol!
            : new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = Wire }));
        var subscription = new Subscription(["vitals"], new FollowOptions());
        using var outbox = new AcknowledgementOutbox(256, 65_536, TimeProvider.System);
        await using var notifications = subscription.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var least = long.MaxValue;
        for (var batch = 0; batch < 100; batch++)
        {
            var bytes = new ReadOnlySequence<byte>(Encoded(protocol, batch * Events));
            var before = GC.GetAllocatedBytesForCurrentThread();
            await ReceiveAsync(bytes);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // A quarter more, since code that has just been compiled allocates what optimised code does not.
        Assert.InRange(least / Events, Payload, 2.5 * Payload);

        async ValueTask ReceiveAsync(ReadOnlySequence<byte> bytes)
        {
            protocol.TryParseMessage(ref bytes, this, out var message);
            subscription.Offer((EventBatch)((InvocationMessage)message!).Arguments[0]!, outbox);
            for (var i = 0; i < Events; i++) Assert.True(await notifications.MoveNextAsync());
        }
    }

    [Fact]
    public void Members_may_come_in_any_order_and_unknown_ones_are_passed_over()
    {
        var text = """
            {"resource":{"resourceType":"Observation"},"later":{"a":[1,{"b":2}]},"severity":"warning","class":"state","topic":"vitals",
            "publishedAt":"2026-03-01T08:09:10Z","offset":0,"stateVersion":7,"eventId":"6d6f2f3e-0a7b-4c1d-9e8f-001122334455","observedAt":null}
            """;

        var read = JsonSerializer.Deserialize<CareEvent>(text, Wire)!;

        Assert.Equal((EventClass.State, EventSeverity.Warning, 7L, "vitals"), (read.Class, read.Severity, read.StateVersion, read.Topic));
        Assert.Equal("""{"resourceType":"Observation"}""", read.Resource.ToJson());
        Assert.Null(read.ObservedAt);
    }

    [Theory]
    [InlineData("eventId")]
    [InlineData("offset")]
    [InlineData("topic")]
    [InlineData("class")]
    [InlineData("severity")]
    [InlineData("publishedAt")]
    [InlineData("resource")]
    public void An_event_without_what_every_event_has_is_refused(string name)
    {
        var whole = JsonSerializer.SerializeToNode(Batches.Durable(3), Wire)!.AsObject();
        whole.Remove(name);

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CareEvent>(whole.ToJsonString(), Wire));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"offset":"x"}""")]
    [InlineData("""{"topic":7}""")]
    [InlineData("""{"class":"other"}""")]
    [InlineData("""{"resource":[1]}""")]
    public void What_is_no_event_is_refused(string text)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CareEvent>(text, Wire));
    }

    [Fact]
    public void A_topic_is_read_right_whichever_was_read_before()
    {
        string[] topics = ["vitals", "labs", "alerts", "care", "carf", "vitalz", "vitals", "labs", "carf", "care"];

        var read = topics.Select(topic => JsonSerializer.Deserialize<CareEvent>(
            JsonSerializer.SerializeToUtf8Bytes(Batches.Durable(3) with { Topic = topic }, Wire), Wire)!.Topic);

        Assert.Equal(topics, read);
    }

    [Fact]
    public void A_resource_keeps_every_byte_in_whatever_pieces_it_came()
    {
        var resource = """{"resourceType":"Observation" , "valueQuantity":{"value":7.40,"unit":"\u00b5g \"x\""},"note":[{"text":"größer"}]}""";
        var text = Encoding.UTF8.GetBytes($$"""{"resource":{{resource}},"severity":"routine","class":"durable","topic":"labs","publishedAt":"2026-03-01T08:09:10Z","offset":5,"eventId":"6d6f2f3e-0a7b-4c1d-9e8f-001122334455"}""");

        for (var cut = 1; cut < text.Length; cut++)
        {
            var reader = new Utf8JsonReader(Pieces.Of(text.AsMemory(0, cut), text.AsMemory(cut)));
            Assert.Equal(resource, JsonSerializer.Deserialize<CareEvent>(ref reader, Wire)!.Resource.ToJson());
        }
    }

    public Type GetReturnType(string invocationId) => typeof(object);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(EventBatch)];

    public Type GetStreamItemType(string streamId) => typeof(object);

    private static ReadOnlyMemory<byte> Encoded(IHubProtocol protocol, long previous) => protocol.GetMessageBytes(new InvocationMessage(
        nameof(ICareClient.Events),
        [
            new EventBatch
            {
                SubscriptionId = Guid.NewGuid(), Epoch = 1, Previous = previous, Through = previous + Events, StateThrough = 0,
                Events = [.. Enumerable.Range(1, Events).Select(at => Batches.Durable(previous + at) with { Resource = Resource })],
            },
        ]));

    private static FhirJson Resource { get; } = FhirJson.Parse($$"""{"resourceType":"Observation","text":"{{new string('x', Payload - 42)}}"}""");

    private sealed class Pieces : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
        {
            var end = new Pieces { Memory = second, RunningIndex = first.Length };
            return new ReadOnlySequence<byte>(new Pieces { Memory = first, Next = end }, 0, end, second.Length);
        }
    }
}
