using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.World;
using RealtimeCare.Testing;

namespace RealtimeCare.Hammer.Publishing;

/// <summary>What the services publish.</summary>
internal static class EventMix
{
    public static Published Make(Ward ward, World.Monitor monitor, int number, Random random)
    {
        var patient = random.Next(ward.Patients.Count);
        var key = $"{monitor.ClientId}-{number}";
        return random.NextDouble() switch
        {
            < 0.15 => new(number, patient, The.Vitals, EventClass.State, key) { Resource = Resources.HeartRate(number) },
            < 0.25 => new(number, patient, The.Alerts, EventClass.Durable, key) { Resource = Resources.Flag(number) },
            < 0.55 => new(number, patient, The.Vitals, EventClass.Durable, key) { Resource = Resources.HeartRate(number) },
            _ => new(number, patient, The.Labs, EventClass.Durable, key) { Resource = Resources.Potassium(number) },
        };
    }

    public static PublishRequest RequestOf(Ward ward, Published published) => new()
    {
        Patient = ward.Reference(published.Patient), Topic = published.Topic, Class = published.Class, Resource = published.Resource,
    };
}
