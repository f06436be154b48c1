using System.Globalization;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Node;

/// <summary>
/// PROTOCOL.md is enough: a client that was written from it alone, on <c>@microsoft/signalr</c> and Node, follows, is dropped, resumes,
/// acknowledges, hands over and is told of every end, over both protocols.
/// </summary>
public sealed class OfficialClient(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Nothing_is_lost_and_nothing_is_shown_twice_over_a_cut_and_a_handover(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await using var cable = new Cable(care.Server);
        await using var client = await NodeClient.StartAsync(care, cable.Address, nurse, wire);
        var followed = await client.DoAsync(Follow(patient));
        await PublishAsync(patient, 1, 5);
        await client.UntilShownAsync(patient, 5);

        cable.Cut();
        await PublishAsync(patient, 6, 10);
        await client.UntilAsync("did", "comeBack");
        await client.UntilShownAsync(patient, 10);
        var handedOver = await client.DoAsync(new { @do = "handOver" });
        await PublishAsync(patient, 11, 12);
        var shown = await client.UntilShownAsync(patient, 12);

        Assert.Equal("bedside-nurse", followed.GetProperty("audience").GetString());
        Assert.Equal("handOver", handedOver.GetProperty("did").GetString());
        Assert.Equal(Enumerable.Range(1, 12).Select(number => ((long)number, number)), shown);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task What_gets_lost_is_a_gap_and_what_comes_again_is_shown_once(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await using var cable = new Cable(care.Server);
        await using var client = await NodeClient.StartAsync(care, cable.Address, nurse, wire);
        await client.DoAsync(Follow(patient));
        await PublishAsync(patient, 1, 3);
        await client.UntilShownAsync(patient, 3);

        await client.DoAsync(new { @do = "lose", batches = 1 });
        await PublishAsync(patient, 4, 4);
        await client.UntilAsync("missed", "1");
        await PublishAsync(patient, 5, 5);
        await client.UntilShownAsync(patient, 5);
        await client.DoAsync(new { @do = "repeat", events = 5 });
        await PublishAsync(patient, 6, 6);
        var shown = await client.UntilShownAsync(patient, 6);

        Assert.Equal(Enumerable.Range(1, 6).Select(number => ((long)number, number)), shown);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task More_than_fits_the_window_arrives_because_it_acknowledges(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await PublishAsync(patient, 1, 300);
        await using var cable = new Cable(care.Server);
        await using var client = await NodeClient.StartAsync(care, cable.Address, nurse, wire);

        await client.DoAsync(Follow(patient, "start"));
        var shown = await client.UntilShownAsync(patient, 300);

        Assert.Equal(Enumerable.Range(1, 300), shown.Select(one => one.Value));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task States_retractions_and_reports_are_understood(Wire wire)
    {
        var service = await care.RegisterAsync("system/*.c");
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await using var cable = new Cable(care.Server);
        await using var client = await NodeClient.StartAsync(care, cable.Address, nurse, wire);
        await client.DoAsync(Follow(patient));

        var wrong = await service.PublishAsync(Some.Vital(patient.ById, 1) with { AcknowledgeWithin = 600 });
        await client.UntilShownAsync(patient, 1);
        var reported = await client.DoAsync(new { @do = "report", patientId = patient.Id, offset = wrong.Position.Offset, level = "seen" });
        var outcome = (await care.UntilOutcomesAsync(service, 1))[0];
        if (outcome.Level == ReceiptLevel.Delivered) outcome = (await care.UntilOutcomesAsync(service, 1, outcome.Cursor))[0];
        var state = await service.PublishAsync(Some.Vital(patient.ById, 2, EventClass.State));
        await client.UntilAsync("stateVersion", state.StateVersion.ToString(CultureInfo.InvariantCulture));
        await service.PublishAsync(new PublishRequest
        {
            Patient = patient.ById, Topic = The.Vitals, Class = EventClass.Durable, Retracts = wrong.Position, RetractReason = RetractReason.WrongPatient, Resource = default,
        });
        var retracted = await client.UntilAsync("because", "wrongPatient");

        Assert.True(reported.TryGetProperty("at", out _));
        Assert.Equal((ReceiptLevel.Seen, nurse.UserId), (outcome.Level, outcome.By));
        Assert.Equal(wrong.Position.Offset, retracted.GetProperty("retracts").GetInt64());
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Patients_of_ones_own_join_and_leave_also_over_a_cut(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var (first, second) = (await care.AdmitAsync(nurse), await care.AdmitAsync(care.Physician));
        await using var cable = new Cable(care.Server);
        await using var client = await NodeClient.StartAsync(care, cable.Address, nurse, wire);
        var mine = await client.DoAsync(new { @do = "followMine", topics = new[] { The.Vitals }, from = "now" });
        await client.UntilAsync("joined", first.Id);
        await PublishAsync(first, 1, 2);
        await client.UntilShownAsync(first, 2);

        await care.SetTeamAsync(second, nurse);
        await client.UntilAsync("joined", second.Id);
        cable.Cut();
        await PublishAsync(first, 3, 4);
        await PublishAsync(second, 1, 1);
        await client.UntilShownAsync(first, 4);
        await client.UntilShownAsync(second, 1);
        await care.SetTeamAsync(first, care.Physician);
        var left = await client.UntilAsync("left", first.Id);

        Assert.Equal(1, mine.GetProperty("patients").GetInt32());
        Assert.Equal([1, 2, 3, 4], client.ShownOf(first).Select(one => one.Value));
        Assert.Equal("ended", left.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Refusals_are_coded_and_the_end_of_the_session_is_final(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var (mine, foreign) = (await care.AdmitAsync(nurse), await care.AdmitAsync(care.Physician));
        await using var cable = new Cable(care.Server);
        await using var client = await NodeClient.StartAsync(care, cable.Address, nurse, wire);
        await client.DoAsync(Follow(mine));

        var refused = await client.DoAsync(Follow(foreign));
        await client.DoAsync(new { @do = "signOut" });
        var end = await client.Said.UntilAsync(line => line.TryGetProperty("ended", out _), "the end of the session");
        var code = await client.ExitedAsync();

        Assert.Equal((int)ErrorCode.Forbidden, refused.GetProperty("refused").GetInt32());
        Assert.Equal((int)EndReason.SignedOut, end.GetProperty("ended").GetInt32());
        Assert.Equal(0, code);
    }

    private static object Follow(TestPatient patient, string from = "now") =>
        new { @do = "follow", patient = new { id = patient.Id }, topics = new[] { The.Vitals }, from };

    private async Task PublishAsync(TestPatient patient, int first, int last)
    {
        var events = Enumerable.Range(first, last - first + 1).Select(beats => Some.Vital(patient.ById, beats) with { IdempotencyKey = Some.Key });
        (await care.Api.PostAsync("/api/v1/events/batch", new PublishBatchRequest { Events = [.. events] }, (await care.Monitor.TokensAsync()).Access)).Ok();
    }
}
