using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Hubs;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Tests.Invocations;

public sealed class InvocationPlanTests
{
    [Fact]
    public void A_method_that_names_no_operation_refuses_to_start()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => InvocationPlan.OfHub(typeof(UnnamedHub)));

        Assert.Contains("UnnamedHub.Peek names no operation", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authorize_attribute_refuses_to_start_since_no_filter_sees_its_denials()
    {
        Assert.Throws<InvalidOperationException>(() => InvocationPlan.OfHub(typeof(AuthorizedHub)));
    }

    [Fact]
    public void An_answer_with_resources_that_cannot_be_shaped_refuses_to_start()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => InvocationPlan.OfHub(typeof(LeakingHub)));

        Assert.Contains("LeakingHub.Nested", failure.Message, StringComparison.Ordinal);
        Assert.Contains("LeakingHub.Raw", failure.Message, StringComparison.Ordinal);
        Assert.Contains("LeakingHub.Stream", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_built_in_hubs_are_planned_whole()
    {
        var plans = InvocationPlan.OfHub(typeof(CareHub));

        Assert.Equal(13, plans.Count);
        Assert.Same(Operations.StreamSubscribe, plans.Single(plan => plan.Key.Name == "Subscribe").Value.Operation);
        Assert.True(plans.Single(plan => plan.Key.Name == "Snapshot").Value.CarriesResources);
        Assert.True(plans.Single(plan => plan.Key.Name == "Acknowledge").Value.IsContinuous);
    }

    private sealed class UnnamedHub : Hub
    {
        public Task Peek(ReportActivityRequest request) => Task.CompletedTask;
    }

    private sealed class AuthorizedHub : Hub
    {
        [Operation("x"), Authorize]
        public Task Peek(ReportActivityRequest request) => Task.CompletedTask;
    }

    private sealed class LeakingHub : Hub
    {
        [Operation("x")]
        public Task<FhirJson> Raw(ReportActivityRequest request) => Task.FromResult(default(FhirJson));

        [Operation("x")]
        public IAsyncEnumerable<SnapshotResult> Stream(ReportActivityRequest request) => throw new NotSupportedException();

        [Operation("x")]
        public Task<Envelope> Nested(ReportActivityRequest request) => Task.FromResult(new Envelope([]));
    }

    private sealed record Envelope(IReadOnlyList<CareEvent> Events);
}
