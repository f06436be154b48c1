namespace RealtimeCare.Server.Ingest;

/// <summary>What the API's document shows: made-up data, about nobody.</summary>
internal static class IngestExamples
{
    public const string Event = """
        {
          "patient": { "identifier": { "system": "urn:example:mrn", "value": "EXAMPLE-1" } },
          "topic": "vitals", "class": "state", "severity": "routine", "observedAt": "2026-01-01T08:00:00Z",
          "resource": {
            "resourceType": "Observation", "status": "final",
            "code": { "coding": [{ "system": "http://loinc.org", "code": "8867-4", "display": "Heart rate" }] },
            "valueQuantity": { "value": 72, "unit": "beats/minute", "system": "http://unitsofmeasure.org", "code": "/min" }
          }
        }
        """;

    public const string Batch = """
        {
          "events": [{
            "idempotencyKey": "monitor-1/1",
            "patient": { "identifier": { "system": "urn:example:mrn", "value": "EXAMPLE-1" } },
            "topic": "vitals", "class": "state", "severity": "routine",
            "resource": {
              "resourceType": "Observation", "status": "final",
              "code": { "coding": [{ "system": "http://loinc.org", "code": "8867-4" }] },
              "valueQuantity": { "value": 72, "unit": "beats/minute" }
            }
          }]
        }
        """;

    public const string Outcomes = """
        { "after": { "epoch": 1767254400000, "offset": 41 }, "max": 100, "waitSeconds": 20 }
        """;

    public const string Relationships = """
        {
          "resourceType": "CareTeam", "id": "example-team", "status": "active",
          "subject": { "identifier": { "system": "urn:example:mrn", "value": "EXAMPLE-1" } },
          "participant": [{ "member": { "reference": "Practitioner/00000000-0000-0000-0000-000000000001" } }]
        }
        """;

    public const string RelationshipSearch = """
        { "patient": { "identifier": { "system": "urn:example:mrn", "value": "EXAMPLE-1" } } }
        """;

    public const string Patient = """
        { "identifiers": [{ "system": "urn:example:mrn", "value": "EXAMPLE-1" }] }
        """;
}
