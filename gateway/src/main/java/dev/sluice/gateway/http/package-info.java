/// The HTTP rim: routes, authentication, bodies, answers and server-sent events on Vert.x.
/// [dev.sluice.gateway.http.InferenceRoute] tells the story.
///
/// Callers: the HTTP server, through the routes that [dev.sluice.gateway.http.GatewayRoutes]
/// mounts. Everything about one request runs on that request's event-loop context, but for long
/// bodies, which are parsed on a worker thread meanwhile.
@NullMarked
package dev.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
