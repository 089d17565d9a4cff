extension Duration {
    /// What no step of a test takes, however slow the machine: who waits longer waits for something that hangs.
    public static let hang = Duration.seconds(600)
}
