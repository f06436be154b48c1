using Microsoft.Extensions.Options;

namespace RealtimeCare.Server.Streams.Quarantine;

/// <summary>Checks the options at start and reports every mistake.</summary>
[OptionsValidator]
internal sealed partial class QuarantineOptionsCheck : IValidateOptions<QuarantineOptions>;
