using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Tests.Ingest;

public sealed class EventStreamTests
{
    private readonly Channel<PublishRequest> source = Channel.CreateUnbounded<PublishRequest>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_read_ahead_of_the_lot_that_was_asked_for()
    {
        Write(1000);
        await using var stream = new EventStream(source.Reader.ReadAllAsync(Token), Token);

        var lot = await stream.NextAsync();

        // Beside the lot the hub buffers some, and the source has its own end.
        Assert.InRange(lot.Count, 1, RealtimeCareProtocol.MaxUnansweredEvents - EventStream.Buffered);
        Assert.Equal(1000 - lot.Count, source.Reader.Count);
    }

    [Fact]
    public async Task A_lot_is_bounded_by_bytes_too()
    {
        Write(100, padding: 200_000);
        await using var stream = new EventStream(source.Reader.ReadAllAsync(Token), Token);

        var lot = await stream.NextAsync();

        Assert.InRange(lot.Sum(one => one.Request.Resource.Utf8.Length), 1, IngestLimits.BatchBytes + 200_100);
    }

    // Over the hub a topic or a patient's name may be as long as the whole message.
    [Fact]
    public async Task A_lot_is_bounded_by_all_of_its_texts()
    {
        var text = new string('x', 100_000);
        for (var i = 0; i < 100; i++)
            source.Writer.TryWrite(new PublishRequest
            {
                Patient = PatientReference.ByIdentifier("s", text), Topic = text, IdempotencyKey = text, Resource = FhirJson.Parse("{}"),
            });
        await using var stream = new EventStream(source.Reader.ReadAllAsync(Token), Token);

        var lot = await stream.NextAsync();

        Assert.Equal(600_004, lot[0].Weight);
        Assert.InRange(lot.Sum(one => one.Weight), 1, IngestLimits.BatchBytes + 600_004);
    }

    [Fact]
    public async Task What_has_come_waits_for_nothing_and_the_end_is_an_empty_lot()
    {
        Write(3);
        await using var stream = new EventStream(source.Reader.ReadAllAsync(Token), Token);

        var lot = await stream.NextAsync();
        source.Writer.Complete();

        Assert.Equal(3, lot.Count);
        Assert.Empty(await stream.NextAsync());
        Assert.Empty(await stream.NextAsync());
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_behind_what_came_before_it()
    {
        Write(2);
        source.Writer.Complete(new HubException("Failed to bind Stream message."));
        await using var stream = new EventStream(source.Reader.ReadAllAsync(Token), Token);

        var lot = await stream.NextAsync();
        var refusal = await Assert.ThrowsAsync<CareRefusalException>(async () => await stream.NextAsync());

        Assert.Equal((2, ErrorCode.InvalidRequest), (lot.Count, refusal.Code));
    }

    [Fact]
    public async Task A_stream_that_is_given_up_while_it_waits_does_not_wait_for_its_source()
    {
        Write(1);
        var stream = new EventStream(source.Reader.ReadAllAsync(Token), Token);
        await stream.NextAsync();

        await stream.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    private void Write(int count, int padding = 0)
    {
        for (var i = 0; i < count; i++)
            source.Writer.TryWrite(new PublishRequest
            {
                Patient = new PatientReference { Id = "p" },
                Topic = "vitals",
                IdempotencyKey = $"k{i}",
                Resource = FhirJson.Parse($$"""{"resourceType":"Observation","note":"{{new string('x', padding)}}"}"""),
            });
    }
}
