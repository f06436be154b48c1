using System.Globalization;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Screen;

/// <summary>Plain lines: every step of the story, and for each person the first event of each kind.</summary>
internal sealed class PlainScreen(TextWriter output, TimeProvider time) : IDemoScreen
{
    private readonly Lock gate = new();
    private readonly long startedAt = time.GetTimestamp();
    private readonly HashSet<(string Person, string Kind)> shown = [];
    private IReadOnlyDictionary<string, string> patients = new Dictionary<string, string>();

    /// <inheritdoc/>
    public void Say(string text)
    {
        lock (gate)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(startedAt).TotalSeconds,6:0.0} s  {text}"));
    }

    /// <inheritdoc/>
    public void Stand(string person, string text) => Say($"{person}: {text}");

    /// <inheritdoc/>
    public void Know(IReadOnlyDictionary<string, string> patients) => this.patients = patients;

    /// <inheritdoc/>
    public void Received(string person, string patientId, CareEvent arrived)
    {
        lock (gate)
            if (!shown.Add((person, arrived.Topic))) return;
        var patient = patients.GetValueOrDefault(patientId, "a patient");
        Say($"{person} sees of {arrived.Topic}: {patient}, {EventText.Headline(arrived)}; elements {EventText.Elements(arrived)}");
    }

    /// <inheritdoc/>
    public void Count(int published, int delivered)
    {
        // The story says enough; the last line has the numbers.
    }

    /// <inheritdoc/>
    public Task<T> ShowAsync<T>(Func<Task<T>> work) => work();
}
