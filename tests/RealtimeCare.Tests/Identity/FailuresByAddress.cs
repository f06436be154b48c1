using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Identity;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

public sealed class FailuresByAddress
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void An_address_is_held_off_for_a_minute_and_others_are_not()
    {
        var failures = new FailureRegistry(Options.Create(new IdentityOptions { FailuresPerAddressPerMinute = 5 }), time);
        var (attacker, hospital) = (IPAddress.Parse("203.0.113.7"), IPAddress.Parse("203.0.113.8"));

        var closing = Enumerable.Range(0, 7).Select(_ => failures.Add(attacker)).ToList();

        Assert.Equal([false, false, false, false, true, false, false], closing);
        Assert.True(failures.IsOver(attacker, out var wait));
        Assert.InRange(wait, TimeSpan.FromSeconds(59), TimeSpan.FromMinutes(1));
        Assert.False(failures.IsOver(hospital, out _));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(failures.IsOver(attacker, out _));
    }

    [Fact]
    public void An_IPv6_subscriber_is_one_address()
    {
        var failures = new FailureRegistry(Options.Create(new IdentityOptions { FailuresPerAddressPerMinute = 5 }), time);

        for (var i = 0; i < 5; i++) failures.Add(IPAddress.Parse($"2001:db8:1:2::{i}"));

        Assert.True(failures.IsOver(IPAddress.Parse("2001:db8:1:2:ffff::1"), out _));
        Assert.False(failures.IsOver(IPAddress.Parse("2001:db8:1:3::1"), out _));
    }

    [Fact]
    public async Task The_refusal_says_when_to_come_back()
    {
        var options = new TestCareOptions();
        options.Arguments.Add("--RealtimeCare:Identity:FailuresPerAddressPerMinute=5");
        await using var host = await TestHost.StartAsync(options);
        using var api = new Api(host.Server, host.Roots);
        for (var i = 0; i < 5; i++) await SignIn.ChallengeAsync(api, "nobody", "wrong", "verifier");

        var answer = await SignIn.ChallengeAsync(api, "nobody", "wrong", "verifier");

        Assert.Equal((HttpStatusCode.TooManyRequests, 4201), (answer.Status, answer.Code));
        Assert.InRange(answer.Json.GetProperty("retryAfterMs").GetInt64(), 1, 60_000);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/.well-known/jwks")).Status);
    }
}
