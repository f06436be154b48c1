using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Faults;

/// <summary>A nurse with an app, her patient, and the edge between the app and the host, where the faults are.</summary>
internal sealed class Bedside : IAsyncDisposable
{
    private readonly TestCare care;
    private readonly TestAuthority authority = new();
    private readonly TestAuthority stranger = new();

    private Bedside(TestCare care)
    {
        this.care = care;
        Edge = new Edge(authority.Issue(), care);
    }

    public Edge Edge { get; }

    public Person Nurse { get; private set; } = null!;

    public TestPatient Patient { get; private set; } = null!;

    public AppLog App { get; private set; } = null!;

    public TestAuthority Authority => authority;

    /// <summary>The connections that were asked for.</summary>
    public IReadOnlyList<EdgeRequest> Upgrades => [.. Edge.Requests.Items.Where(one => one.IsUpgrade)];

    /// <summary>How often the sign-in's tokens were asked for anew.</summary>
    public int Refreshes => Edge.Requests.Items.Count(IsRefresh) - 1;

    /// <summary>Admits a patient, signs the nurse in and lets the app follow; heart rate 1 has come.</summary>
    public static Task<Bedside> OpenAsync(TestCare care, TimeProvider? time = null) => OpenAsync(care, options => options.Time = time ?? care.Time);

    public static async Task<Bedside> OpenAsync(TestCare care, Action<RealtimeCareClientOptions> configure)
    {
        var bedside = new Bedside(care);
        try
        {
            bedside.Nurse = await care.HireAsync("nurse");
            bedside.Patient = await care.AdmitAsync(bedside.Nurse);
            bedside.App = await AppLog.OpenAsync(care, bedside.Nurse, bedside.Patient, bedside.Edge, bedside.authority, configure);
            await bedside.PublishAsync(1);
            await bedside.App.UntilAsync("heart rate 1");
            return bedside;
        }
        catch
        {
            await bedside.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a request asks the token endpoint; of a sign-in, the first of them redeems its code.</summary>
    public static bool IsRefresh(EdgeRequest request) => request.Path == "/connect/token";

    public Task PublishAsync(int beats) => care.Monitor.PublishAsync(Some.Vital(Patient.ById, beats));

    /// <summary>Publishes it and waits until the app has shown it.</summary>
    public async Task ShowAsync(int beats)
    {
        await PublishAsync(beats);
        await App.UntilAsync($"heart rate {beats}");
    }

    /// <summary>An administrator ends all sessions of the nurse.</summary>
    public async Task EndAsync()
    {
        var body = new { subject = Nurse.UserId, preview = false };
        (await care.Api.PostAsync("/api/v1/sessions/end", body, (await care.Administrator.TokensAsync()).Access)).Ok();
    }

    public void TurnImpostor() => Edge.Certificate = stranger.Issue();

    public void TurnHonest() => Edge.Certificate = authority.Issue();

    public async ValueTask DisposeAsync()
    {
        if (App is not null) await App.DisposeAsync();
        await Edge.DisposeAsync();
        authority.Dispose();
        stranger.Dispose();
    }
}

/// <summary>Moves an app's clock while its sockets run on the real one.</summary>
internal static class Clocks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Moves the clock in small steps, so that what is under way keeps up, until something is so.</summary>
    public static async Task UntilAsync(this FakeTimeProvider clock, Func<bool> isSo, string what)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        for (var since = TimeProvider.System.GetTimestamp(); !isSo(); await tick.WaitForNextTickAsync())
        {
            if (TimeProvider.System.GetElapsedTime(since) > Patience) throw new TimeoutException($"It did not come to {what}.");
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    public static Task UntilAsync(this FakeTimeProvider clock, AppLog app, string line, int times = 1) =>
        clock.UntilAsync(() => app.Lines.Count(one => one == line) >= times, $"'{line}' {times} times, but to\n{app.Story}");
}
