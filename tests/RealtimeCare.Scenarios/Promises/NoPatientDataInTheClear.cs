using System.Text;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>Whoever gets the data folder without its keys finds no patient in it: not in logs, not in the trail, not in a database.</summary>
public sealed class NoPatientDataInTheClear : IAsyncLifetime
{
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_canary_in_every_kind_of_patient_data_is_found_in_no_file()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Physician.ConnectAsync();
        var request = connection.Subscribe(patient.ByIdentifier, The.Vitals, The.Encounters);
        await connection.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ByIdentifier));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 72, EventClass.State));
        await care.Monitor.PublishAsync(new PublishRequest { Patient = patient.ById, Topic = The.Encounters, Resource = Some.Admission });
        await care.Monitor.TryPublishAsync(Some.Vital(patient.ById) with { Topic = The.Canary });
        await care.Monitor.TryPublishAsync(Some.Vital(patient.ById) with { Resource = FhirJson.Parse($$"""{"resourceType": "{{The.Canary}}"}""") });
        await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(PatientReference.ByIdentifier(The.Canary, The.Canary), The.Canary));
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 3);
        await care.Host.StopAsync();

        Assert.Contains(events, e => e.Resource.ToJson().Contains(The.Canary, StringComparison.Ordinal));
        Assert.Empty(FilesWith(care.Host.DataFolder, The.Canary));
        Assert.Empty(FilesWith(Path.Combine(care.Host.DataFolder, "trail"), patient.Id));
        Assert.Empty(FilesWith(Path.Combine(care.Host.DataFolder, "logs"), The.Password));
    }

    [Fact]
    public void The_data_folder_belongs_to_its_owner_alone()
    {
        if (OperatingSystem.IsWindows()) return;

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        var open = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories(care.Host.DataFolder, "*", SearchOption.AllDirectories).Append(care.Host.DataFolder))
        {
            if ((File.GetUnixFileMode(folder) & others) != 0) open.Add(folder);
        }

        Assert.Empty(open);
    }

    private static List<string> FilesWith(string folder, string text)
    {
        byte[][] forms = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text)];
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Holds(File.ReadAllBytes(f), forms))];
    }

    private static bool Holds(byte[] bytes, byte[][] forms) => forms.Any(f => bytes.AsSpan().IndexOf(f) >= 0);
}
