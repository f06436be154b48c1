using Microsoft.Extensions.Options;

namespace RealtimeCare.Server.Storage;

/// <summary>Checks the options at start and reports every mistake.</summary>
[OptionsValidator]
internal sealed partial class StorageOptionsCheck : IValidateOptions<StorageOptions>;
