using System.Globalization;
using RealtimeCare.Hammer.Checks;
using Spectre.Console;

namespace RealtimeCare.Hammer.Reporting;

/// <summary>What a run shows while it lasts: a table that lives, or a line every few seconds.</summary>
internal sealed class Progress(bool plain, Gauges gauges, Outages outages, Findings findings, Func<string> trouble)
{
    private const int LineEvery = 5;
    private readonly long begun = Pause.Now;
    private readonly HashSet<Finding> told = [];

    public string Stage { get; set; } = "";

    public static void Say(string text) => Console.Out.WriteLine(text);

    /// <summary>Shows it until the work is done.</summary>
    public async Task ShowAsync(Task work)
    {
        if (plain) await RunAsync(work, LineEvery, () => Say(Line()));
        else await AnsiConsole.Live(Draw()).StartAsync(display => RunAsync(work, 1, () => display.UpdateTarget(Draw())));
        await work;
    }

    private async Task RunAsync(Task work, int every, Action show)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        for (var tick = 1; !work.IsCompleted; tick++)
        {
            await Task.WhenAny(work, timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
            gauges.Read();
            if (plain) TellNew();
            if (tick % every == 0 || work.IsCompleted) show();
        }
    }

    private void TellNew()
    {
        var kept = findings.Kept;
        foreach (var one in kept.Where(one => told.Add(one))) Say($"       broken: {one.Kind}: {one.Text}");
    }

    private string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Pause.SecondsSince(begun),5:0} s  {Stage,-8} published {gauges.Published}, delivered {gauges.Delivered}, live {gauges.Live}, kills {outages.Kills}, {trouble()}, memory {gauges.MemoryEnd:0} MB, broken {Broken()}");

    private Table Draw()
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"RealtimeCare hammer, {Stage}") }.AddColumns("", "");
        var culture = CultureInfo.InvariantCulture;
        table.AddRow("time", string.Create(culture, $"{Pause.SecondsSince(begun):0} s"));
        table.AddRow("acknowledged", gauges.Published.ToString(culture));
        table.AddRow("delivered", gauges.Delivered.ToString(culture));
        table.AddRow("clients live", gauges.Live.ToString(culture));
        table.AddRow("trouble", $"{outages.Kills} kills, {trouble()}");
        table.AddRow("memory", string.Create(culture, $"{gauges.MemoryEnd:0} MB"));
        table.AddRow("broken", Markup.Escape(Broken()));
        return table;
    }

    private string Broken() => findings.IsClean
        ? "nothing"
        : string.Join(", ", Enum.GetValues<FindingKind>().Where(kind => findings.CountOf(kind) > 0).Select(kind => $"{kind} {findings.CountOf(kind)}"));
}
