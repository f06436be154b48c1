using RealtimeCare.Client;
using RealtimeCare.Client.Access;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Breaking the glass, watching and explaining through the SDK.</summary>
public sealed class SdkGlass(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task From_the_emergency_to_the_review(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        await using var client = await nurse.ClientAsync(wire);
        await using var officer = new CareAdministrator(await (await care.HireAsync("privacy-officer")).OptionsAsync(wire));
        var changed = new Record<string>();
        var ended = new Record<BreakGlassEnded>();
        officer.BreakGlassChanged += (_, _) => changed.Add("changed");
        client.BreakGlassEnded += (_, end) => ended.Add(end);
        await client.ConnectAsync();
        await officer.ConnectAsync();

        var before = await client.ExplainAccessAsync(patient.ById, [The.Vitals]);
        var broken = await client.BreakGlassAsync(patient.ById, Why());
        await changed.UntilAsync(_ => true, "BreakGlassChanged");
        var followed = await client.FollowAsync(patient.ById, [The.Vitals], (_, _) => Task.CompletedTask);
        var during = await officer.ExplainAccessAsync(new AccessQuestion { Subject = nurse.UserId, Patient = patient.ById, Topics = [The.Vitals] });
        await officer.RevokeBreakGlassAsync(broken.GrantId!.Value);
        var end = await ended.UntilAsync(_ => true, "BreakGlassEnded");
        var stopped = await Assert.ThrowsAsync<SubscriptionEndedException>(() => followed.Completion);
        await client.AttestAsync(broken.GrantId.Value, "Airway secured.");
        await officer.ReviewBreakGlassAsync(broken.GrantId.Value, BreakGlassVerdict.InOrder, "Seen.");
        var reviewed = (await officer.BreakGlassGrantsAsync(BreakGlassStatus.Reviewed)).Single(g => g.GrantId == broken.GrantId);

        Assert.Equal((false, true), (before.Permitted, before.MayBreakGlass));
        Assert.Equal("break-glass", during.Factors.Single(f => f.Name == "relationship").Reason);
        Assert.Equal((broken.GrantId, BreakGlassEnd.Revoked), (end.GrantId, end.Reason));
        Assert.Equal(SubscriptionEnd.AccessWithdrawn, stopped.Reason);
        Assert.Equal(("Airway secured.", "Seen."), (reviewed.Statement, reviewed.Note));
    }

    [Fact]
    public async Task A_refusal_leaves_the_session_as_it_is()
    {
        var registrar = await care.HireAsync("registrar");
        var patient = await care.AdmitAsync();
        await using var client = await registrar.ClientAsync();
        await client.ConnectAsync();

        var refused = await Assert.ThrowsAsync<CareException>(() => client.BreakGlassAsync(patient.ById, Why()));

        Assert.Equal((ErrorCode.Forbidden, ConnectionState.Live), (refused.Error.Code, client.Status.State));
    }

    private static BreakGlassReason Why() => new() { Code = "emergency", Text = "Found unconscious.", Duration = TimeSpan.FromMinutes(10) };
}
