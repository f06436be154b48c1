using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Reporting;

namespace RealtimeCare.Hammer.Chaos;

/// <summary>Where trouble is written down: what it did, and what broke by it.</summary>
internal sealed record Trouble(Findings Findings, Outages Outages);
