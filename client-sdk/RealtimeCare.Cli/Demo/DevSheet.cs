using RealtimeCare.Cli.Demo.World;

namespace RealtimeCare.Cli.Demo;

/// <summary>What somebody needs to connect a program of their own to a <c>dev</c> world.</summary>
internal sealed class DevSheet(DemoWorld world)
{
    /// <summary>Writes it, ready to be copied into a shell.</summary>
    public async Task WriteAsync(TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var line in Lines()) await output.WriteLineAsync(line.AsMemory(), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private IEnumerable<string> Lines()
    {
        var patient = world.Patients.Keys.First();
        yield return "";
        yield return $"server      {world.Server}";
        yield return $"CA          {world.CaPath}";
        yield return "sign-ins    good in this data folder alone";
        foreach (var person in new[] { world.Physician, world.Nurse, world.Registrar, world.Stranger, world.Administrator })
            yield return $"  {person.UserName,-14} {person.Password}";
        yield return $"service     {DemoWorld.Monitor}, key id {DemoWorld.MonitorKeyId}, key {world.MonitorKeyPath}";
        yield return "patients";
        foreach (var (id, label) in world.Patients) yield return $"  {id}  {label}";
        yield return "";
        yield return "Try in another terminal (on Windows: set instead of export):";
        yield return $"  export REALTIMECARE_SERVER={world.Server} REALTIMECARE_CA={world.CaPath} REALTIMECARE_PATIENT={patient}";
        yield return $"  export REALTIMECARE_USER={world.Nurse.UserName} REALTIMECARE_PASSWORD={world.Nurse.Password}";
        yield return $"  export REALTIMECARE_SERVICE={DemoWorld.Monitor} REALTIMECARE_KEY={world.MonitorKeyPath}";
        yield return $"  dotnet run --project client-sdk/RealtimeCare.Cli -- follow --server {world.Server} --ca {world.CaPath} --user {world.Nurse.UserName} --patient {patient}";
        yield return "  dotnet run --project client-sdk/samples/Clinician      (or Publisher; Administrator with the administrator's sign-in)";
        yield return "";
        yield return "The monitors publish until Ctrl+C.";
    }
}
