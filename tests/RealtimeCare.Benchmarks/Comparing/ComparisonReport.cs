using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RealtimeCare.Benchmarks.Comparing;

/// <summary>A whole comparison, as it is written to <c>compare.json</c>.</summary>
internal sealed record ComparisonReport(DateTimeOffset Date, Machine Machine, IReadOnlyList<ComparedRow> Rows)
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ComparisonReport Parse(string json) => JsonSerializer.Deserialize<ComparisonReport>(json, Layout)!;

    public string ToJson() => JsonSerializer.Serialize(this, Layout) + "\n";
}

/// <summary>What it ran on, without a name.</summary>
internal sealed record Machine(int Cores, double MemoryGb, string System, string Runtime)
{
    public static Machine This() => new(
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9),
        $"{(OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.OSDescription)} {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription);
}
