// Package stimuli makes luminance movies. It knows nothing of eyes.
//
//	textures   motion_cloud, log_gabor_pyramid
//	gratings   grating, plaid, center_surround, log_gabor, log_gabor_array
//	noise      dense_noise, sparse_noise, reverse_correlation, random_dots
//	objects    moving_bar, looming, blank
//	pictures   natural_film, natural_image, video
//	composed   sum, masked, sequence, eye_movements: of any of the others
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
