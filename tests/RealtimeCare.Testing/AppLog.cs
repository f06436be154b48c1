using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Testing;

/// <summary>An app on the SDK that follows one patient through an <see cref="Edge"/>, and the log of what its person saw.</summary>
/// <remarks>
/// A line is a state of the connection, with the fault of the last attempt where there was one, a heart rate, or an end. "Catching up" is
/// left out: what was missed stands before the "live" that follows it.
/// </remarks>
public sealed class AppLog : IAsyncDisposable
{
    private readonly Record<string> lines = new();
    private readonly Lock gate = new();
    private string shown = "";
    private FollowedPatient? followed;

    private AppLog(PasswordSignIn signIn, RealtimeCareClientOptions options)
    {
        (SignIn, Client) = (signIn, new RealtimeCareClient(options));
        Client.StatusChanged += (_, status) => Show(status);
    }

    public PasswordSignIn SignIn { get; }

    public RealtimeCareClient Client { get; }

    public IReadOnlyList<string> Lines => lines.Items;

    /// <summary>What it was handed.</summary>
    public Record<Notification> Notifications { get; } = new();

    /// <summary>The lines, one below the other.</summary>
    public string Story => string.Join('\n', Lines);

    /// <summary>Signs in, connects and follows the patient's vitals, all through the edge.</summary>
    /// <param name="configure">The options, with a clock of the app's own where it has one.</param>
    public static async Task<AppLog> OpenAsync(
        TestCare care, Person person, TestPatient patient, Edge edge, TestAuthority authority, Action<RealtimeCareClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(care);
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(edge);
        ArgumentNullException.ThrowIfNull(authority);
        var options = new RealtimeCareClientOptions { Server = edge.Address, TrustedRoots = authority.Roots, Time = care.Time };
        configure?.Invoke(options);
        var signIn = await PasswordSignIn.SignInAsync(
            edge.Address, person.UserName, The.Password, new SignInOptions { TrustedRoots = authority.Roots, Time = options.Time });
        options.Tokens = signIn;
        var app = new AppLog(signIn, options);
        try
        {
            await app.Client.ConnectAsync();
            app.followed = await app.Client.FollowAsync(patient.ById, [The.Vitals], app.TakeAsync, FollowFrom.Start);
            _ = app.NoteEndAsync(app.followed.Completion);
            await app.UntilAsync("live");
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a line; for one more of its kind when it has come before.</summary>
    public Task UntilAsync(string line, int times = 1, TimeSpan? longest = null) =>
        lines.UntilAllAsync(all => all.Count(one => one == line) >= times, $"'{line}', {times} times", longest);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        if (followed is not null) await followed.DisposeAsync();
        await SignIn.DisposeAsync();
    }

    private void Show(ConnectionStatus status)
    {
        if (status.State is ConnectionState.CatchingUp or ConnectionState.Connecting) return;
        var text = status.State switch
        {
            ConnectionState.SignedOut => $"signed out: {status.Because}",
            ConnectionState.Stale when status.Fault is { } fault => $"stale: {fault}",
            ConnectionState.Stale => "stale",
            ConnectionState.Live => "live",
            _ => status.State.ToString(),
        };
        lock (gate)
        {
            if (text == shown) return;
            shown = text;
        }

        lines.Add(text);
    }

    private Task TakeAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var resource = notification.Event.Resource.ToDocument();
        Notifications.Add(notification);
        lines.Add($"heart rate {resource.RootElement.GetProperty("valueQuantity").GetProperty("value").GetInt32()}");
        return Task.CompletedTask;
    }

    private async Task NoteEndAsync(Task following)
    {
        try
        {
            await following;
        }
        catch (SessionEndedException ended)
        {
            lines.Add($"following ended: {ended.Reason}");
        }
    }
}
