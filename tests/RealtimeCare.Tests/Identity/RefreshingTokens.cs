using System.Net;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class RefreshingTokens(IssuerWorld world)
{
    private static readonly TimeSpan PastLeeway = TimeSpan.FromSeconds(11);

    [Fact]
    public async Task A_refresh_keeps_the_session_and_gives_both_tokens_anew()
    {
        var first = await SignInAsync();

        var second = TokenPair.From((await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok());

        Assert.Equal((first.SessionId, first.Subject), (second.SessionId, second.Subject));
        Assert.Equal(first.Claims.GetProperty("auth_time").GetInt64(), second.Claims.GetProperty("auth_time").GetInt64());
        Assert.NotEqual(first.Refresh, second.Refresh);
        Assert.NotEqual(first.Claims.GetProperty("jti").GetString(), second.Claims.GetProperty("jti").GetString());
    }

    [Fact]
    public async Task A_used_refresh_token_that_comes_again_kills_the_family()
    {
        var first = await SignInAsync();
        var second = TokenPair.From((await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok());
        var third = TokenPair.From((await SignIn.RefreshAsync(world.Api, second.Refresh!)).Ok());

        var stolen = await SignIn.RefreshAsync(world.Api, first.Refresh!);
        var honest = await SignIn.RefreshAsync(world.Api, third.Refresh!);

        AssertIsRevoked(first, stolen, honest);
    }

    [Fact]
    public async Task An_answer_that_nobody_used_may_be_asked_for_again_late()
    {
        var first = await SignInAsync();
        (await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok();

        world.Time.Advance(PastLeeway);
        var again = TokenPair.From((await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok());
        world.Time.Advance(PastLeeway);
        var onceMore = TokenPair.From((await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok());
        var next = await SignIn.RefreshAsync(world.Api, onceMore.Refresh!);

        Assert.Equal((first.SessionId, first.SessionId), (again.SessionId, onceMore.SessionId));
        Assert.Equal(HttpStatusCode.OK, next.Status);
    }

    [Fact]
    public async Task A_used_token_counts_no_more_once_an_access_token_of_its_time_has_ended()
    {
        var first = await SignInAsync();
        (await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok();
        world.Time.Advance(IdentityOptions.LongestAccessToken - TimeSpan.FromMinutes(1));
        var inTime = TokenPair.From((await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok());

        world.Time.Advance(IdentityOptions.LongestAccessToken + TimeSpan.FromSeconds(1));
        var tooLate = await SignIn.RefreshAsync(world.Api, first.Refresh!);
        var successor = await SignIn.RefreshAsync(world.Api, inTime.Refresh!);

        AssertIsRevoked(first, tooLate, successor);
    }

    [Fact]
    public async Task A_used_token_that_counts_once_more_is_in_the_book_unless_two_at_once_explain_it()
    {
        var first = await SignInAsync();
        (await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok();
        (await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok();
        var atOnce = Revived(first);

        world.Time.Advance(PastLeeway);
        world.Trail.IsUnavailable = true;
        var unwritten = await SignIn.RefreshAsync(world.Api, first.Refresh!);
        world.Trail.IsUnavailable = false;
        (await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok();

        Assert.Empty(atOnce);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4202), (unwritten.Status, unwritten.Code));
        var entry = Assert.Single(Revived(first));
        Assert.Equal((EntryOutcome.Success, first.Subject, SignIn.AppClient, The.Tenant), (entry.Outcome, entry.Actor, entry.Client, entry.Tenant));
    }

    // Whoever stole the first one refreshes with it while the honest client has the second and has not used it yet, or the other way round.
    [Fact]
    public async Task Two_who_hold_one_chain_are_found_out_by_whoever_comes_second()
    {
        var first = await SignInAsync();
        var honest = TokenPair.From((await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok());
        world.Time.Advance(PastLeeway);
        var thief = TokenPair.From((await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok());

        var honestNext = await SignIn.RefreshAsync(world.Api, honest.Refresh!);
        var thiefNext = await SignIn.RefreshAsync(world.Api, thief.Refresh!);

        AssertIsRevoked(first, honestNext, thiefNext);
    }

    [Fact]
    public async Task Two_refreshes_at_once_do_not_cost_the_sign_in()
    {
        var first = await SignInAsync();

        var both = await Task.WhenAll(SignIn.RefreshAsync(world.Api, first.Refresh!), SignIn.RefreshAsync(world.Api, first.Refresh!));
        var answered = both.Where(answer => answer.Status == HttpStatusCode.OK).Select(TokenPair.From).ToList();
        var next = await SignIn.RefreshAsync(world.Api, answered[0].Refresh!);

        Assert.Equal(HttpStatusCode.OK, next.Status);
        Assert.DoesNotContain(world.Trail.Entries, e => e.Kind == EntryKinds.TokenRevoked && e.Session == first.SessionId);
    }

    [Fact]
    public async Task An_answer_lost_on_the_way_may_be_asked_for_again_at_once()
    {
        var first = await SignInAsync();
        (await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok();

        (await SignIn.RefreshAsync(world.Api, first.Refresh!)).Ok();
    }

    [Fact]
    public async Task Nothing_outlives_eight_hours_from_the_sign_in()
    {
        var tokens = await SignInAsync();
        world.Time.Advance(TimeSpan.FromHours(8) - TimeSpan.FromMinutes(2));

        var last = TokenPair.From((await SignIn.RefreshAsync(world.Api, tokens.Refresh!)).Ok());
        world.Time.Advance(TimeSpan.FromMinutes(3));
        var over = await SignIn.RefreshAsync(world.Api, last.Refresh!);

        var end = tokens.Claims.GetProperty("auth_time").GetInt64() + (8 * 3600);
        Assert.InRange(last.Claims.GetProperty("exp").GetInt64(), end - 2, end + 1);
        Assert.Equal(HttpStatusCode.BadRequest, over.Status);
    }

    [Fact]
    public async Task A_disabled_account_and_a_changed_one_start_over()
    {
        var (disabled, disabledId) = await world.HireAsync("nurse");
        var (promoted, promotedId) = await world.HireAsync("nurse");
        var ofDisabled = await SignIn.AsPersonAsync(world.Api, disabled, The.Password);
        var ofPromoted = await SignIn.AsPersonAsync(world.Api, promoted, The.Password);
        var admin = await world.AdministratorAsync();

        (await world.Api.PatchAsync($"/api/v1/users/{disabledId}", new { disabled = true }, admin)).Ok();
        (await world.Api.PatchAsync($"/api/v1/users/{promotedId}", new { roles = new[] { "physician" } }, admin)).Ok();

        Assert.Equal(HttpStatusCode.BadRequest, (await SignIn.RefreshAsync(world.Api, ofDisabled.Refresh!)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SignIn.RefreshAsync(world.Api, ofPromoted.Refresh!)).Status);
        Assert.Equal(["physician"], (await SignIn.AsPersonAsync(world.Api, promoted, The.Password)).Claims.GetProperty("roles").EnumerateArray().Select(r => r.GetString()!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Giving_either_token_back_signs_out(bool refresh)
    {
        var tokens = await SignInAsync();

        var answer = await RevokeAsync(SignIn.AppClient, refresh ? tokens.Refresh! : tokens.Access);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SignIn.RefreshAsync(world.Api, tokens.Refresh!)).Status);
        Assert.Contains(world.Trail.Entries, e => e.Kind == EntryKinds.TokenRevoked && e.Session == tokens.SessionId && e.Reason == "signed-out");
    }

    [Fact]
    public async Task Another_client_cannot_sign_somebody_out()
    {
        var tokens = await SignInAsync();

        await RevokeAsync("realtimecare-cli", tokens.Refresh!);
        await RevokeAsync("realtimecare-cli", tokens.Access);

        (await SignIn.RefreshAsync(world.Api, tokens.Refresh!)).Ok();
    }

    [Fact]
    public async Task A_dead_trail_burns_no_refresh_token()
    {
        var tokens = await SignInAsync();

        world.Trail.IsUnavailable = true;
        var answer = await SignIn.RefreshAsync(world.Api, tokens.Refresh!);
        world.Trail.IsUnavailable = false;
        world.Time.Advance(PastLeeway);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4202), (answer.Status, answer.Code));
        (await SignIn.RefreshAsync(world.Api, tokens.Refresh!)).Ok();
    }

    private void AssertIsRevoked(TokenPair session, params Answer[] refused)
    {
        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.BadRequest, answer.Status));
        Assert.Single(world.Trail.Entries, e => e.Kind == EntryKinds.TokenRevoked && e.Session == session.SessionId && e.Reason == "token-reused");
    }

    private List<Entry> Revived(TokenPair session) =>
        [.. world.Trail.Entries.Where(e => e.Kind == EntryKinds.TokenRevived && e.Session == session.SessionId)];

    private async Task<TokenPair> SignInAsync() => await SignIn.AsPersonAsync(world.Api, (await world.HireAsync("nurse")).Name, The.Password);

    private Task<Answer> RevokeAsync(string clientId, string token) => world.Api.PostFormAsync("/connect/revoke", ("client_id", clientId), ("token", token));
}
