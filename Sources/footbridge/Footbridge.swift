import ArgumentParser
import FootbridgeCommands

@main
enum Footbridge {
    static func main() async {
        await FootbridgeCommand.main()
    }
}
