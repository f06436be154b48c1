using System.Globalization;

namespace RealtimeCare.Hammer;

/// <summary>What the command line asks for. Zero switches a kind of trouble off.</summary>
internal sealed record HammerOptions
{
    public const string Usage = """
        [--clients n] [--publishers n] [--patients n] [--rate events/s] [--seconds n]
        [--faults n] [--sdk-only]
        [--drop-every s] [--freeze n] [--kill-every s] [--end-every s] [--disk-every s] [--token-seconds n] [--seed n]
        [--sabotage lose|duplicate|reorder|leak] [--json file] [--data folder] [--plain]
        """;

    private static readonly string[] Sabotages = ["lose", "duplicate", "reorder", "leak"];

    public int Clients { get; init; } = 20;

    public int Publishers { get; init; } = 2;

    public int Patients { get; init; } = 5;

    /// <summary>Events a second, of all publishers together.</summary>
    public double Rate { get; init; } = 50;

    public double Seconds { get; init; } = 30;

    /// <summary>So many random faults instead of a time and the kinds of trouble below; all clients are on the SDK then.</summary>
    public int Faults { get; init; }

    /// <summary>Whether all clients and publishers are on the SDK.</summary>
    public bool SdkOnly { get; init; }

    /// <summary>Seconds between two broken connections, on average.</summary>
    public double DropEvery { get; init; } = 2;

    /// <summary>How many clients stand still at a time.</summary>
    public int Freeze { get; init; } = 1;

    /// <summary>Seconds that the host acknowledges events until it is killed, on average.</summary>
    public double KillEvery { get; init; } = 10;

    /// <summary>Seconds between two sessions that an administrator ends, on average.</summary>
    public double EndEvery { get; init; } = 8;

    /// <summary>Seconds between two times that the disk under the event store fails, on average. Needs <c>strace</c>. Nothing is killed then: a host cannot start on such a disk.</summary>
    public double DiskEvery { get; init; }

    /// <summary>How long access tokens live; short, so that kills meet refreshes and handovers. 0 leaves the host's default.</summary>
    public int TokenSeconds { get; init; } = 60;

    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    public string? Sabotage { get; init; }

    public string? Json { get; init; }

    /// <summary>Where the host's data go, to be looked at afterwards; otherwise a folder that is deleted.</summary>
    public string? Data { get; init; }

    public bool Plain { get; init; } = Console.IsOutputRedirected;

    /// <summary>Reads the command line; null when something is not understood.</summary>
    public static HammerOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new HammerOptions();
        while (arguments.Length > 0)
        {
            var isAlone = arguments[0] is "--plain" or "--sdk-only";
            if (!isAlone && arguments.Length < 2) return null;
            if (options.With(arguments[0], isAlone ? "" : arguments[1]) is not { } more) return null;
            options = more;
            arguments = arguments[(isAlone ? 1 : 2)..];
        }

        return options;
    }

    private HammerOptions? With(string name, string value) => name switch
    {
        "--clients" when Count(value) is { } n && n > 0 => this with { Clients = n },
        "--publishers" when Count(value) is { } n && n > 0 => this with { Publishers = n },
        "--patients" when Count(value) is { } n && n > 0 => this with { Patients = n },
        "--rate" when Number(value) is { } n && n > 0 => this with { Rate = n },
        "--seconds" when Number(value) is { } n && n > 0 => this with { Seconds = n },
        "--plain" => this with { Plain = true },
        "--sdk-only" => this with { SdkOnly = true },
        "--faults" when Count(value) is { } n && n > 0 => this with { Faults = n, SdkOnly = true },
        "--drop-every" when Number(value) is { } n => this with { DropEvery = n },
        "--freeze" when Count(value) is { } n => this with { Freeze = n },
        "--kill-every" when Number(value) is { } n => this with { KillEvery = n },
        "--end-every" when Number(value) is { } n => this with { EndEvery = n },
        "--disk-every" when Number(value) is { } n => this with { DiskEvery = n },
        "--token-seconds" when Count(value) is { } n && n is 0 or (>= 30 and <= 900) => this with { TokenSeconds = n },
        "--seed" when Count(value) is { } n => this with { Seed = n },
        "--sabotage" when Sabotages.Contains(value) => this with { Sabotage = value },
        "--json" => this with { Json = value },
        "--data" => this with { Data = value },
        _ => null,
    };

    private static int? Count(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
