using System.Globalization;
using System.Text.Json.Nodes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Ward;

/// <summary>
/// A ward whose patients lie at monitors: the same seed gives the same people and the same events, apart from the times. Vitals
/// are state; admissions, alerts, results, diagnoses and doses are durable.
/// </summary>
internal sealed class SimulatedWard
{
    private static readonly string[] Families = ["Adler", "Brandt", "Costa", "Dvorak", "Eriksen", "Fontaine", "Grau", "Horvat"];
    private static readonly string[] GivenNames = ["Ada", "Ben", "Clara", "David", "Elena", "Felix", "Greta", "Hugo"];

    private readonly SeededNumbers numbers;
    private readonly int seed;
    private readonly string idPrefix;
    private readonly Dictionary<(int Bed, string Code), int> values = [];
    private int made;

    /// <summary>Makes a ward.</summary>
    /// <param name="seed">The same seed gives the same ward.</param>
    /// <param name="beds">How many patients.</param>
    /// <param name="run">Told apart in the ids of the events, where one data folder sees several runs.</param>
    public SimulatedWard(int seed, int beds, string run = "")
    {
        this.seed = seed;
        idPrefix = string.Create(CultureInfo.InvariantCulture, $"ward-{seed}{run}");
        numbers = new SeededNumbers(seed);
        Patients = [.. Enumerable.Range(1, beds).Select(MakePatient)];
    }

    /// <summary>Who lies there.</summary>
    public IReadOnlyList<WardPatient> Patients { get; }

    /// <summary>What happens when everybody is admitted: the person, the stay, the diagnosis, and one that nobody may see.</summary>
    public IEnumerable<WardEvent> Admissions(DateTimeOffset at) => Patients.SelectMany(patient => (IEnumerable<WardEvent>)
    [
        Durable(patient, "encounters", at, WardResources.Person(patient, NewId())),
        Durable(patient, "encounters", at, WardResources.Stay(patient, NewId(), at)),
        Durable(patient, "conditions", at, WardResources.Condition(patient, NewId(), at)),
        Durable(patient, "conditions", at, WardResources.RestrictedCondition(patient, NewId(), at)),
    ]);

    /// <summary>What happens in one beat of the monitors.</summary>
    public IEnumerable<WardEvent> Beat(DateTimeOffset at) => Patients.SelectMany(patient => BeatOf(patient, at));

    private IEnumerable<WardEvent> BeatOf(WardPatient patient, DateTimeOffset at)
    {
        foreach (var sign in VitalSign.All)
        {
            var value = Drift(patient, sign);
            yield return State(patient, at, WardResources.Vital(patient, NewId(), at, sign, value));
            if (value > sign.Low && value < sign.High) continue;
            yield return Durable(patient, "alerts", at, WardResources.Alert(patient, NewId(), at, $"{sign.Name} {value} {sign.Unit}"))
                with { Severity = EventSeverity.Critical };
            values[(patient.Bed, sign.Code)] = sign.Usual;
        }

        if (numbers.OneIn(3))
        {
            var systolic = numbers.Next(100, 150);
            yield return State(patient, at, WardResources.BloodPressure(patient, NewId(), at, systolic, systolic - numbers.Next(35, 55)));
        }

        if (numbers.OneIn(6)) yield return Durable(patient, "labs", at, WardResources.Lab(patient, NewId(), at, numbers.Next(32, 56)));
        if (numbers.OneIn(10)) yield return Durable(patient, "medications", at, WardResources.Dose(patient, NewId(), at));
    }

    private int Drift(WardPatient patient, VitalSign sign)
    {
        var key = (patient.Bed, sign.Code);
        var before = values.GetValueOrDefault(key, sign.Usual);
        var step = Math.Max(2, (sign.High - sign.Low) / 8);
        return values[key] = Math.Clamp(before + numbers.Next(-step, step + 1), sign.Low, Math.Min(sign.High, sign.UnitCode == "%" ? 100 : 250));
    }

    private WardPatient MakePatient(int bed) => new(
        bed,
        string.Create(CultureInfo.InvariantCulture, $"MRN-{seed}-{bed:000}"),
        numbers.Pick(Families),
        numbers.Pick(GivenNames),
        bed % 2 == 0 ? "male" : "female",
        string.Create(CultureInfo.InvariantCulture, $"{numbers.Next(1935, 2004)}-{numbers.Next(1, 13):00}-{numbers.Next(1, 29):00}"));

    private string NewId() => string.Create(CultureInfo.InvariantCulture, $"{idPrefix}-{++made}");

    private static WardEvent Durable(WardPatient patient, string topic, DateTimeOffset at, JsonObject resource) =>
        new(patient, topic, EventClass.Durable, EventSeverity.Routine, at, resource);

    private static WardEvent State(WardPatient patient, DateTimeOffset at, JsonObject resource) =>
        new(patient, "vitals", EventClass.State, EventSeverity.Routine, at, resource);
}
