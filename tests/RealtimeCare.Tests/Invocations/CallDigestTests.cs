using System.Reflection;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Hubs;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Tests.Invocations;

public sealed class CallDigestTests
{
    private static readonly BreakGlassRequest Request = new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = "first",
        Patient = new PatientReference { Id = "01a20e3a-922e-729c-bcae-4c7fe14de941" },
        Purpose = "ETREAT",
        ReasonCode = "emergency",
        Reason = "Found unconscious",
    };

    [Fact]
    public void The_envelope_is_no_content()
    {
        var again = Request with { InvocationId = Guid.NewGuid(), ConnectionToken = "second", Timestamp = DateTimeOffset.UnixEpoch };

        Assert.Equal(Of(Request), Of(again));
    }

    [Fact]
    public void Every_field_and_the_method_are()
    {
        BreakGlassRequest[] others =
        [
            Request with { Reason = "Another" }, Request with { TtlMinutes = 5 }, Request with { Restricted = true },
            Request with { Patient = new PatientReference { Id = "01a20e3a-922e-729c-bcae-4c7fe14de942" } },
        ];

        Assert.All(others, other => Assert.NotEqual(Of(Request), Of(other)));
        Assert.NotEqual(Of(Request), Of(Request, nameof(CareHub.Snapshot)));
    }

    [Fact]
    public void The_same_reference_that_leads_to_another_patient_asks_for_something_else()
    {
        var (first, second) = (PatientId.New(), PatientId.New());

        Assert.Equal(Of(Request, patient: first), Of(Request, patient: first));
        Assert.NotEqual(Of(Request, patient: first), Of(Request, patient: second));
        Assert.NotEqual(Of(Request, patient: first), Of(Request));
    }

    [Fact]
    public void The_built_in_methods_that_change_something_run_once_and_no_others()
    {
        var once = InvocationPlan.OfHub(typeof(CareHub)).Concat(InvocationPlan.OfHub(typeof(AdminHub))).Concat(InvocationPlan.OfHub(typeof(PublishHub)))
            .Where(plan => plan.Value.IsOnce).Select(plan => plan.Key.Name).Order(StringComparer.Ordinal);

        Assert.Equal(
            ["AttestBreakGlass", "BreakGlass", "EndBreakGlass", "EndSessions", "Report", "ReportActivity", "ReviewBreakGlass", "RevokeBreakGlass"],
            once);
    }

    private static string Of(BreakGlassRequest request, string method = nameof(CareHub.BreakGlass), PatientId? patient = null) =>
        Convert.ToHexString(CallDigest.Of(
            typeof(CareHub).GetMethod(method, BindingFlags.Public | BindingFlags.Instance)!, new Invocation { Request = request, Patient = patient }));
}
