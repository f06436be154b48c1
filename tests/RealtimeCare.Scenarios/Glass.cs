using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Breaking the glass over a bare connection.</summary>
internal static class Glass
{
    /// <summary>What a person in an emergency asks for.</summary>
    public static BreakGlassRequest Break(this RawConnection connection, PatientReference patient) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = connection.Welcome.ConnectionToken,
        Patient = patient,
        Purpose = "ETREAT",
        ReasonCode = "emergency",
        Reason = $"Found unconscious, {The.Canary}",
    };

    public static Task<BreakGlassResult> BreakAsync(this RawConnection connection, BreakGlassRequest request) =>
        connection.InvokeAsync<BreakGlassResult>(nameof(ICareHub.BreakGlass), request);

    public static Task<CareError> BreakRefusedAsync(this RawConnection connection, BreakGlassRequest request) =>
        connection.RefusedAsync(nameof(ICareHub.BreakGlass), request);

    public static EndBreakGlassRequest EndOf(this RawConnection connection, Guid grantId) =>
        new() { InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, GrantId = grantId };

    public static AttestBreakGlassRequest AttestationOf(this RawConnection connection, Guid grantId) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = connection.Welcome.ConnectionToken,
        GrantId = grantId,
        Statement = $"Airway secured, {The.Canary}",
    };

    public static ReviewBreakGlassRequest ReviewOf(this RawConnection connection, Guid grantId) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = connection.Welcome.ConnectionToken,
        GrantId = grantId,
        Verdict = BreakGlassVerdict.InOrder,
        Note = $"Seen, {The.Canary}",
    };

    public static async Task<IReadOnlyList<BreakGlassGrant>> GrantsAsync(this RawConnection connection, BreakGlassStatus? status = null) =>
        (await connection.InvokeAsync<BreakGlassGrantsResult>(nameof(IAdminHub.BreakGlassGrants), new BreakGlassGrantsRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Status = status,
        })).Grants;

    public static Task<Done> RevokeAsync(this RawConnection connection, Guid grantId) =>
        connection.InvokeAsync<Done>(nameof(IAdminHub.RevokeBreakGlass), new RevokeBreakGlassRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, GrantId = grantId,
        });

    /// <summary>Follows a patient's vitals, which is permitted.</summary>
    public static async Task<SubscribeRequest> FollowAsync(this RawConnection connection, TestPatient patient, bool restricted = false)
    {
        var request = connection.Subscribe(patient.ById, The.Vitals) with { Restricted = restricted };
        await connection.SubscribeAsync(request);
        return request;
    }

    /// <summary>Following is refused like that of a stranger.</summary>
    public static async Task<ErrorCode> FollowRefusedAsync(this RawConnection connection, TestPatient patient) =>
        (await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals))).Code;

    /// <summary>That a grant has ended, as the person's app hears it.</summary>
    public static async Task<BreakGlassEnded> UntilGlassEndedAsync(this RawConnection connection) =>
        (await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.BreakGlassEnded), "BreakGlassEnded")).As<BreakGlassEnded>();

    /// <summary>That a running stream was stopped.</summary>
    public static async Task<AccessChanged> UntilStoppedAsync(this RawConnection connection, Guid subscription) =>
        (await connection.Received.UntilAsync(
            r => r.Name == nameof(ICareClient.AccessChanged) && r.As<AccessChanged>() is { Permitted: false } change && change.SubscriptionId == subscription,
            "AccessChanged")).As<AccessChanged>();
}
