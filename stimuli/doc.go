// Package stimuli makes luminance movies: Motion Clouds, gratings, log-Gabor
// patches, a natural film and video. It knows nothing of eyes.
//
// A Stimulus is a plain parameter struct registered with params; Open gives a
// Movie, which paints one frame after another. A Renderer also has a batch
// form, exact and periodic in time.
//
// # Axes and angles
//
// Frames have row 0 at the top. Volumes are [x, y, t] with y rising upward,
// as MotionClouds displays its arrays: row = N_Y-1-y, column = x. An
// orientation θ is the angle of the bars, 0 horizontal, anticlockwise; the
// frequency vector stands at right angles, at θ-90 degrees (MotionClouds'
// theta), and a movie "across" its bars drifts there too.
package stimuli
