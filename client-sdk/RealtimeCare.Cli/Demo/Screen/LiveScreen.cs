using System.Globalization;
using RealtimeCare.Contracts.Messages;
using Spectre.Console;

namespace RealtimeCare.Cli.Demo.Screen;

/// <summary>Panels in the terminal: one per person with the fields that they see, a timeline, the counters.</summary>
internal sealed class LiveScreen(IReadOnlyList<string> people, TimeProvider time) : IDemoScreen
{
    private const int TimelineLines = 9;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly long startedAt = time.GetTimestamp();
    private readonly Dictionary<string, PersonPanel> panels = people.ToDictionary(p => p, p => new PersonPanel(p));
    private readonly List<string> timeline = [];
    private IReadOnlyDictionary<string, string> patients = new Dictionary<string, string>();
    private (int Published, int Delivered) counted;

    /// <inheritdoc/>
    public void Say(string text)
    {
        lock (gate)
            timeline.Add(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(startedAt).TotalSeconds,5:0.0} s  {text}"));
    }

    /// <inheritdoc/>
    public void Stand(string person, string text)
    {
        lock (gate) panels[person].Standing = text;
    }

    /// <inheritdoc/>
    public void Know(IReadOnlyDictionary<string, string> patients) => this.patients = patients;

    /// <inheritdoc/>
    public void Received(string person, string patientId, CareEvent arrived)
    {
        lock (gate)
            if (panels.TryGetValue(person, out var panel)) panel.Take(patients.GetValueOrDefault(patientId, "?"), arrived);
    }

    /// <inheritdoc/>
    public void Count(int published, int delivered)
    {
        lock (gate) counted = (published, delivered);
    }

    /// <inheritdoc/>
    public async Task<T> ShowAsync<T>(Func<Task<T>> work) =>
        await AnsiConsole.Live(Draw()).AutoClear(false).Overflow(VerticalOverflow.Crop).StartAsync(async display =>
        {
            var running = work();
            using var timer = new PeriodicTimer(Refresh, time);
            while (!running.IsCompleted)
            {
                await timer.WaitForNextTickAsync(CancellationToken.None);
                display.UpdateTarget(Draw());
            }

            return await running;
        });

    private Rows Draw()
    {
        lock (gate)
        {
            var columns = new Grid { Expand = true };
            foreach (var _ in panels) columns.AddColumn(new GridColumn { Padding = new Padding(0) });
            columns.AddRow([.. panels.Values.Select(p => p.Draw())]);
            return new Rows(Header(), columns, Timeline());
        }
    }

    private Markup Header() => new Markup(string.Create(
        CultureInfo.InvariantCulture,
        $"[bold]RealtimeCare demo[/]   published [green]{counted.Published}[/]   delivered [green]{counted.Delivered}[/]   {time.GetElapsedTime(startedAt).TotalSeconds:0} s"));

    private Panel Timeline() => new(new Rows(Enumerable
        .Repeat("", Math.Max(0, TimelineLines - timeline.Count))
        .Concat(timeline.TakeLast(TimelineLines))
        .Select(line => new Text(line) { Overflow = Overflow.Ellipsis })))
    {
        Header = new PanelHeader("what happens"),
        Expand = true,
    };
}
