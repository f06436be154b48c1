using System.Diagnostics;
using System.Text.Json;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Node;

/// <summary>The client in JavaScript as a process of its own: it is told what to do, and writes down what it sees.</summary>
internal sealed class NodeClient : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly string Folder = Path.Combine(Root(), "tests", "RealtimeCare.Scenarios", "Node");
    private readonly Process process;
    private readonly Task reading;

    private NodeClient(Process process)
    {
        this.process = process;
        Said = new(() => $" Node's errors: {Errors}");
        process.ErrorDataReceived += (_, line) => Errors += line.Data + "\n";
        process.BeginErrorReadLine();
        reading = ReadAsync();
    }

    public Record<JsonElement> Said { get; }

    /// <summary>Everything that it has shown of a patient, in order: the offset and the value.</summary>
    public IEnumerable<(long Offset, int Value)> ShownOf(TestPatient patient) => Said.Items
        .Where(line => Has(line, "shown") && line.GetProperty("patient").GetString() == patient.Id)
        .Select(line => (line.GetProperty("offset").GetInt64(), line.GetProperty("shown").GetInt32()));

    private string Errors { get; set; } = "";

    /// <summary>Starts it, signs in and connects. The certificate authority is trusted as Node is told to by its environment.</summary>
    public static async Task<NodeClient> StartAsync(TestCare care, Uri server, Person person, Wire wire)
    {
        Assert.SkipUnless(IsInstalled, "Run npm ci in tests/RealtimeCare.Scenarios/Node.");
        var start = new ProcessStartInfo("node", "client.mjs")
        {
            WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["NODE_EXTRA_CA_CERTS"] = Path.Combine(care.Host.DataFolder, "certificates", "ca.pem");
        var client = new NodeClient(Process.Start(start) ?? throw new InvalidOperationException("Node did not start."));
        try
        {
            await client.WriteAsync(new
            {
                server = server.ToString().TrimEnd('/'), protocol = wire == Wire.Json ? "json" : "messagepack", userName = person.UserName, password = The.Password,
            });
            await client.UntilAsync("did", "connect");
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells it to do something and gives its answer.</summary>
    public async Task<JsonElement> DoAsync(object command)
    {
        var before = Said.Items.Count;
        await WriteAsync(command);
        var all = await Said.UntilAllAsync(list => list.Skip(before).Any(IsAnswer), $"the answer to {JsonSerializer.Serialize(command)}");
        return all.Skip(before).First(IsAnswer);
    }

    /// <summary>The first line that says so.</summary>
    public Task<JsonElement> UntilAsync(string name, string value) =>
        Said.UntilAsync(line => Has(line, name) && line.GetProperty(name).ToString() == value, $"{name}: {value}");

    /// <summary>Waits until it has shown as many events of a patient.</summary>
    public async Task<IReadOnlyList<(long Offset, int Value)>> UntilShownAsync(TestPatient patient, int count)
    {
        await Said.UntilAllAsync(_ => ShownOf(patient).Count() >= count, $"{count} events of a patient");
        return [.. ShownOf(patient)];
    }

    /// <summary>Waits until it has ended by itself, and gives its exit code.</summary>
    public async Task<int> ExitedAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15));
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    // In CI it must be.
    private static bool IsInstalled => Directory.Exists(Path.Combine(Folder, "node_modules")) || Environment.GetEnvironmentVariable("CI") is not null;

    private static bool IsAnswer(JsonElement line) => Has(line, "did") || Has(line, "refused") || Has(line, "failed");

    private static bool Has(JsonElement line, string name) => line.TryGetProperty(name, out _);

    private async Task WriteAsync(object line)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(line, Json));
        await process.StandardInput.FlushAsync();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line) Said.Add(JsonSerializer.Deserialize<JsonElement>(line));
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RealtimeCare.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests run from a build inside the repository.");
    }
}
