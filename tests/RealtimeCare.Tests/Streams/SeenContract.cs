using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>What every store of people's places promises.</summary>
public abstract class SeenContract
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly SeenKey Mine = new(SubjectId.Parse("nurse-1"), Drafts.Stream);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the store; again on the same data.</summary>
    protected abstract ISeenStore Open();

    [Fact]
    public async Task What_was_saved_is_there_after_opening_it_again()
    {
        SeenPosition[] places = [new("labs", 7, 3, 5, 6), new("vitals", 7, 1, 1, 1)];
        await SaveAsync(Open(), Mine, places);

        var read = await Open().ReadAsync(Mine, Token);

        Assert.Equal(places, read);
    }

    [Fact]
    public async Task A_place_never_goes_back()
    {
        var store = Open();
        await SaveAsync(store, Mine, new SeenPosition("labs", 7, 3, 9, 9));
        await SaveAsync(store, Mine, new SeenPosition("labs", 7, 5, 6, 6));

        var read = Assert.Single(await store.ReadAsync(Mine, Token));

        Assert.Equal(new SeenPosition("labs", 7, 5, 9, 9), read);
    }

    [Fact]
    public async Task In_another_life_of_the_streams_it_starts_anew()
    {
        var store = Open();
        await SaveAsync(store, Mine, new SeenPosition("labs", 7, 30, 90, 90));
        await SaveAsync(store, Mine, new SeenPosition("labs", 8, 1, 2, 2));

        var read = Assert.Single(await store.ReadAsync(Mine, Token));

        Assert.Equal(new SeenPosition("labs", 8, 1, 2, 2), read);
    }

    [Fact]
    public async Task People_tenants_patients_and_restricted_streams_are_kept_apart()
    {
        var store = Open();
        SeenKey[] others =
        [
            Mine with { Subject = SubjectId.Parse("nurse-2") },
            Mine with { Stream = Mine.Stream with { Tenant = TenantId.Parse("south") } },
            Mine with { Stream = Drafts.OtherStream },
            Mine with { Stream = Mine.Stream with { IsRestricted = true } },
        ];
        await SaveAsync(store, Mine, new SeenPosition("labs", 7, 3, 3, 3));

        foreach (var other in others) Assert.Empty(await store.ReadAsync(other, Token));

        Assert.Single(await store.ReadAsync(Mine, Token));
    }

    [Fact]
    public async Task What_is_old_is_forgotten_step_by_step_and_what_is_young_stays()
    {
        var store = Open();
        for (var i = 0; i < 5; i++) await SaveAsync(store, Mine with { Subject = SubjectId.Parse($"old-{i}") }, new SeenPosition("labs", 7, 1, 1, 1));
        await store.SaveAsync([new SeenChange(Mine, new SeenPosition("labs", 7, 1, 1, 1))], Morning.AddDays(2), Token);

        var steps = new[] { await Forget(), await Forget(), await Forget() };

        Assert.Equal([3, 2, 0], steps);
        Assert.Single(await store.ReadAsync(Mine, Token));

        async Task<int> Forget() => await store.ForgetAsync(Morning.AddDays(1), 3, Token);
    }

    private static async Task SaveAsync(ISeenStore store, SeenKey key, params SeenPosition[] places) =>
        await store.SaveAsync([.. places.Select(place => new SeenChange(key, place))], Morning, Token);
}
