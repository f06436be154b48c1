using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Tests.Invocations;

/// <summary>A team's own hub can push nothing that is about a patient: it would pass no filter.</summary>
public sealed class PushCheckTests
{
    [Theory]
    [InlineData(typeof(IPushesEvents), nameof(IPushesEvents.Arrived))]
    [InlineData(typeof(IPushesNested), nameof(IPushesNested.Board))]
    [InlineData(typeof(IPushesMarked), nameof(IPushesMarked.Called))]
    [InlineData(typeof(IPushesAnything), nameof(IPushesAnything.Said))]
    [InlineData(typeof(IInherits), nameof(IPushesEvents.Arrived))]
    public void A_client_that_could_be_sent_patient_data_refuses_to_start(Type client, string method)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => PushCheck.Check(client));

        Assert.Contains(method, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(IEndingClient))]
    [InlineData(typeof(IAdminClient))]
    [InlineData(typeof(IPushesNothingOfPatients))]
    public void A_client_that_is_told_to_look_again_starts(Type client)
    {
        PushCheck.Check(client);

        Assert.NotEmpty(client.GetInterfaces().Append(client).SelectMany(face => face.GetMethods()));
    }

    private interface IPushesEvents : IEndingClient
    {
        Task Arrived(CareEvent arrived);
    }

    private interface IInherits : IPushesEvents;

    private interface IPushesNested : IEndingClient
    {
        Task Board(IReadOnlyList<Row[]> rows);
    }

    private interface IPushesMarked : IEndingClient
    {
        Task Called(Call call);
    }

    private interface IPushesAnything : IEndingClient
    {
        Task Said(object anything);
    }

    private interface IPushesNothingOfPatients : IEndingClient
    {
        Task ShiftChanged(DateTimeOffset at, IReadOnlyList<string> names);
    }

    private sealed record Row(FhirJson Resource);

    private sealed record Call
    {
        [Phi] public string? Name { get; init; }
    }
}
