import ArgumentParser

/// The flags of everything that can be set of the daemon.
struct ServeFlags: ParsableArguments {
    @OptionGroup(title: ServerSettingGroup.title) var server: SettingFlags<ServerSettingGroup>
    @OptionGroup(title: SecretSettingGroup.title) var secrets: SettingFlags<SecretSettingGroup>
    @OptionGroup(title: UploadSettingGroup.title) var uploads: SettingFlags<UploadSettingGroup>
    @OptionGroup(title: CoverSettingGroup.title) var covers: SettingFlags<CoverSettingGroup>
    @OptionGroup(title: CoverSourceSettingGroup.title) var coverSources: SettingFlags<CoverSourceSettingGroup>
    @OptionGroup(title: LimitSettingGroup.title) var limits: SettingFlags<LimitSettingGroup>
    @OptionGroup(title: RetentionSettingGroup.title) var retention: SettingFlags<RetentionSettingGroup>
    @OptionGroup var database: DatabaseOptions

    /// - Throws: ``SettingsError`` where the file cannot be read or something is set that is no setting.
    func settings() throws(SettingsError) -> SettingsReader {
        let given = [
            server.given, secrets.given, uploads.given, covers.given, coverSources.given, limits.given, retention.given,
        ]
        return try database.settings(flags: given.reduce(into: [:]) { all, part in all.merge(part) { $1 } })
    }
}
