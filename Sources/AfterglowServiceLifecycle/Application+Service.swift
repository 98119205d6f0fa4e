public import Afterglow
import Logging
public import ServiceLifecycle

extension Application {
  /// Adds a service that runs beside the server, in each process, such as a database's connection pool or a queue's
  /// consumer.
  ///
  ///     app.add(service: postgresClient)
  ///
  /// It starts before the values that are provided per application are built, and is shut down gracefully after they
  /// have been disposed of. Of several services, the one added last is shut down first. If it throws or returns
  /// earlier, the application stops as for SIGTERM and the process's exit code is 70.
  ///
  /// - Parameters:
  ///   - service: the service. It gets no signals, since the server handles them.
  ///   - shutdownTimeout: the time that its graceful shutdown may take before it is cancelled; 10 seconds by default.
  ///     It is also cancelled at the end of `--graceful-timeout`, which may come earlier.
  public func add(service: any Service, shutdownTimeout: Duration = .seconds(10)) {
    add(companion: ServiceCompanion(service, shutdownTimeout: shutdownTimeout, logger: logger))
  }
}
