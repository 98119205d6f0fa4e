import Afterglow
import Logging
import ServiceLifecycle

/// A service in a group of its own, so that it can be shut down gracefully by itself.
struct ServiceCompanion: Companion {
  let name: String
  private let group: ServiceGroup

  init(_ service: any Service, shutdownTimeout: Duration, logger: Logger) {
    name = "\(type(of: service))"
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
      ],
      logger: logger)
    configuration.maximumGracefulShutdownDuration = shutdownTimeout
    group = ServiceGroup(configuration: configuration)
  }

  func run() async throws {
    try await group.run()
  }

  func stop() async {
    await group.triggerGracefulShutdown()
  }
}
