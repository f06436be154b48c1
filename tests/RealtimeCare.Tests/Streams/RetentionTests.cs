using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Server.Streams;
using RealtimeCare.Tests.Delivery;

namespace RealtimeCare.Tests.Streams;

public sealed class RetentionTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 31, 9, 0, 0, TimeSpan.Zero));
    private readonly MemoryStreamStore store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_tenant_is_trimmed_to_its_own_retention()
    {
        using var worker = Worker(Read(("RetentionDays", "10"), ("TenantRetentionDays:south", "30")));

        await worker.RoundAsync(Token);

        Assert.Equal([("north", clock.GetUtcNow().AddDays(-10)), ("south", clock.GetUtcNow().AddDays(-30))], store.Trims);
    }

    [Fact]
    public async Task A_round_goes_on_until_nothing_old_is_left()
    {
        for (var i = 0; i < 600; i++) store.Add();
        using var worker = Worker(new StreamsOptions());

        await worker.RoundAsync(Token);

        Assert.Equal(601, await store.ReadFirstOffsetAsync(Drafts.Stream, Token));
    }

    [Fact]
    public async Task A_store_that_is_down_is_tried_again_in_the_next_round()
    {
        store.Add();
        using var worker = Worker(new StreamsOptions());
        store.IsDown = true;
        await worker.RoundAsync(Token);
        store.IsDown = false;

        await worker.RoundAsync(Token);

        Assert.Equal(2, await store.ReadFirstOffsetAsync(Drafts.Stream, Token));
    }

    [Theory]
    [InlineData("RetentionDays", "0")]
    [InlineData("RetentionDays", "366")]
    [InlineData("TenantRetentionDays:south", "0")]
    [InlineData("TenantRetentionDays:No tenant", "7")]
    public void A_retention_outside_the_range_or_of_no_tenant_stops_the_start(string setting, string value)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read((setting, value)));

        Assert.Contains("RealtimeCare:Streams:" + setting, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_settings_events_are_kept_for_a_week()
    {
        Assert.Equal(TimeSpan.FromDays(7), Read().RetentionOf(Drafts.Stream.Tenant));
    }

    private StreamsWorker Worker(StreamsOptions options) => new(store, Options.Create(options), clock, NullLogger<StreamsWorker>.Instance);

    private static StreamsOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>("RealtimeCare:Streams:" + s.Key, s.Value))).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddStreams().BuildServiceProvider();
        return services.GetRequiredService<IOptions<StreamsOptions>>().Value;
    }
}
