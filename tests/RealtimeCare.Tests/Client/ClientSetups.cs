using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Tests.Client;

public sealed class ClientSetups
{
    [Fact]
    public void A_start_with_wrong_options_fails_and_says_all_of_them()
    {
        using var provider = new ServiceCollection()
            .AddRealtimeCareClient(options =>
            {
                options.Server = new Uri("http://care.example");
                options.PinnedSpkiSha256 = ["no pin", "neither"];
            })
            .BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Collection(
            refusal.Failures,
            server => Assert.Contains("https", server, StringComparison.Ordinal),
            pin => Assert.Contains("pin", pin, StringComparison.OrdinalIgnoreCase),
            tokens => Assert.Contains("ITokenSource", tokens, StringComparison.Ordinal));
        Assert.DoesNotContain("Parameter", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<RealtimeCareClient>);
    }

    [Fact]
    public async Task A_registered_token_source_serves_every_client_and_each_is_made_once()
    {
        using var tokens = TokenSource.From((_, _) => throw CareException.SignInRequired(), new FakeTimeProvider());
        await using var provider = new ServiceCollection()
            .AddSingleton<ITokenSource>(tokens)
            .AddRealtimeCareClient(options => options.Server = FakeServer.Address)
            .BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.Same(provider.GetRequiredService<RealtimeCareClient>(), provider.GetRequiredService<RealtimeCareClient>());
        Assert.NotNull(provider.GetRequiredService<CareAdministrator>());
        var refusal = await Assert.ThrowsAsync<CareException>(() => provider.GetRequiredService<CarePublisher>().ReadOutcomesAsync(new()));
        Assert.Contains("sign-in", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_source_of_the_options_goes_before_a_registered_one()
    {
        using var own = TokenSource.From((_, _) => throw CareException.SignInRequired(), new FakeTimeProvider());
        using var registered = TokenSource.From((_, _) => throw CareException.SignInRequired(), new FakeTimeProvider());
        using var provider = new ServiceCollection()
            .AddSingleton<ITokenSource>(registered)
            .AddRealtimeCareClient(options => (options.Server, options.Tokens) = (FakeServer.Address, own))
            .BuildServiceProvider();

        Assert.Same(own, provider.GetRequiredService<IOptions<RealtimeCareClientOptions>>().Value.Tokens);
    }
}
