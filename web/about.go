package web

// panelAbout is what the menu of a panel tells under "What is this".
type panelAbout struct{ What, Equation, Cite string }

// panelAbouts are the texts of all panels, by name.
var panelAbouts = map[string]panelAbout{
	"stimulus": {
		What: "The frame that the retina sees now: linear luminance, 0 black to 1 white, shown with the gamma of the preview. " +
			"A motion cloud is Gaussian noise shaped by an envelope over spatial and temporal frequency; its bars have the orientation θ, counted anticlockwise from horizontal.",
		Equation: "L(x, y, t) = ½ + ½ C s(x, y, t);  for a cloud the spectrum of s is envelope(f_x, f_y, f_t) · noise",
		Cite:     "Sanz Leon, Vanzetta, Masson, Perrinet 2012, J. Neurophysiol. 107",
	},
	"lgn": {
		What: "Rates of the ON and OFF cells of the thalamus (LGN) at every place, for the newest frame. " +
			"Contrast passes a centre-surround filter in space and a biphasic kernel in time; ON cells take the positive part, OFF cells the negative one, up to the largest rate.",
		Equation: "ON = [k (DoG ∗ K ∗ contrast)]₊,  OFF = [−k (DoG ∗ K ∗ contrast)]₊,  DoG(r) = N(r; σ_c) − N(r; σ_s)",
		Cite:     "Rodieck 1965, Vision Res. 5; Cai, DeAngelis, Freeman 1997, J. Neurophysiol. 78",
	},
	"raster": {
		What: "Every mark is one spike: its time to the right, its neuron up, the populations above each other. " +
			"Neurons with a preferred orientation stand by it. Of a large population every k-th neuron is shown, and the panel says so.",
		Equation: "S_i(t) = Σ_k δ(t − t_i^k)",
		Cite:     "Perkel, Gerstein, Moore 1967, Biophys. J. 7",
	},
	"rates": {
		What:     "The mean rate of each population over time: its spikes in bins of 50 ms, divided by the bin and by the number of its neurons. All neurons count, also those that the raster leaves out.",
		Equation: "A(t) = n_spikes(t, t + Δt) / (N Δt),  Δt = 50 ms",
		Cite:     "Gerstner, Kistler, Naud, Paninski 2014, Neuronal Dynamics, Cambridge University Press",
	},
	"orientation": {
		What: "What the network sees: the rate of each neuron of the ring over its preferred orientation, from the spikes of the read-out window (1 s unless changed), both lobes of half a turn. " +
			"The decoded angle is half the angle of the vector sum of the doubled angles, the resultant r its length over the number of spikes; below the gate (r 0.60, n r² 7) no angle is named. " +
			"With the template decoder, it is where a tuning curve of given width fits the counts best.",
		Equation: "r exp(2iθ̂) = Σ n_k exp(2iθ_k) / Σ n_k",
		Cite:     "Georgopoulos, Schwartz, Kettner 1986, Science 233; Mardia & Jupp 2000, Directional Statistics",
	},
	"tuning": {
		What: "Rate of each neuron of the ring against its preferred orientation over the read-out window, with the standard error of a Poisson count. " +
			"The line is the curve fitted by least squares, the band its 95 % confidence interval; B_θ is its width. Without a peak that explains 30 % of the variance it is called untuned.",
		Equation: "f(θ) = b + a exp((cos 2(θ − θ₀) − 1) / (4 B_θ²)),  HWHH = ½ arccos(1 − 4 B_θ² ln 2)",
		Cite:     "Swindale 1998, Biol. Cybern. 78",
	},
	"selectivity": {
		What:     "How selective the ring is over the last minute: the resultant length r of its spikes of the last second, read ten times a second. 1: all spikes from neurons of one orientation; 0: no orientation. The dashed line is the gate below which no angle is named.",
		Equation: "r = |Σ n_k exp(2iθ_k)| / Σ n_k = 1 − circular variance",
		Cite:     "Ringach, Shapley, Hawken 2002, J. Neurosci. 22",
	},
	"weights": {
		What: "One projection that learns, as it is now: the matrix of weights (source to the right, target up, warm excites, cool inhibits, blank where there is no synapse), " +
			"their mean against the difference in preferred orientation, and how many have which size. Grey is how they were at first.",
		Equation: "w̄(Δθ) = mean of w_ij with θ_i − θ_j = Δθ,  0 ≤ w ≤ w_max",
		Cite:     "van Rossum, Bi, Turrigiano 2000, J. Neurosci. 20",
	},
	"fields": {
		What: "Receptive fields of twelve excitatory neurons, evenly spaced in preferred orientation, as their thalamic synapses make them now: " +
			"the oriented ON − OFF field of each thalamic cell, times the weight of its synapse, summed. Warm: light excites; cool: dark excites. " +
			"They redraw when f₀ changes, as the retina takes the spatial frequency of the stimulus; switch off “follow stimulus” (retina.rf.follow, in the drawer) and they keep f_RF. " +
			"Learning changes them through w_ij: the panel's table has the learnt share of each, and Tuning shows what becomes of the peak.",
		Equation: "RF_i(x, y) = Σ_j w_ij g_j(x, y)",
		Cite:     "Jones & Palmer 1987, J. Neurophysiol. 58; Reid & Alonso 1995, Nature 378",
	},
	"stdp": {
		What: "How much one pair of spikes changes a synapse under the rule at work, as a share of the room there is for it, against Δt = post − pre as the synapse sees them (the delay counts on the dendrite, for the post spike, unless a projection makes it axonal). " +
			"Dots are pairings of this run, of up to 64 synapses of each projection, last 5 s: a spike, its nearest earlier partner, and the change really made. They leave the curve where earlier spikes add up, where each pre spike also costs a decay, and where a weight is at its bound. " +
			"The hollow handles set the parameters. Of rules that heed more than pairs the curve is that of a pairing protocol, without dots.",
		Equation: "Δw = A₊ exp(−Δt/τ₊) f₊(w) for Δt > 0,  −A₋ exp(Δt/τ₋) f₋(w) for Δt < 0",
		Cite:     "Bi & Poo 1998, J. Neurosci. 18; Song, Miller, Abbott 2000, Nat. Neurosci. 3; Morrison, Diesmann, Gerstner 2008, Biol. Cybern. 98",
	},
	"traces": {
		What: "State variables of chosen neurons over the last moments, sampled as the run goes: the membrane potential, or conductances and currents. " +
			"Strokes are the spikes of the cell; where the model has a fixed threshold, a dashed line shows it. Click a neuron in the raster, or name cells, to watch them; watching changes no spike.",
		Equation: "C dV/dt = −g_L (V − E_L) − g_e (V − E_e) − g_i (V − E_i) + I,  spike and reset at V = V_θ (conductance-based cells)",
		Cite:     "Brette et al. 2007, J. Comput. Neurosci. 23",
	},
	"psd": {
		What:     "How the power of each population's rate is spread over frequency: the mean of the spectra of overlapping, windowed stretches (Welch). A peak is a rhythm of the network; a drifting grating shows its temporal frequency.",
		Equation: "P(f) = mean over stretches of |Σ_t h(t) A(t) exp(−2πi f t)|² · 2Δt / Σ h²",
		Cite:     "Welch 1967, IEEE Trans. Audio Electroacoust. 15",
	},
	"spectrum": {
		What: "The frequencies in the stimulus: amplitude over spatial and temporal frequency, seen from three sides. " +
			"Of a stimulus that is defined by its envelope this is the envelope itself; of others it is the periodogram of the middle of the frame over the last second (Hann window). Dashed: what moves at the mean speed.",
		Equation: "a motion at speed V lies on the plane f_t = −(V_x f_x + V_y f_y)",
		Cite:     "Sanz Leon, Vanzetta, Masson, Perrinet 2012, J. Neurophysiol. 107; Adelson & Bergen 1985, J. Opt. Soc. Am. A 2",
	},
	"luminance": {
		What:     "How many pixels of the newest frame have which linear luminance, in 64 bins from 0 to 1, with the mean, both measures of contrast, and the share of pixels that are cut off at black or white.",
		Equation: "Michelson = (L_max − L_min) / (L_max + L_min),  rms = σ_L / L̄",
		Cite:     "Peli 1990, J. Opt. Soc. Am. A 7",
	},
	"space": {
		What: "The stimulus in three dimensions: surfaces of equal amplitude over spatial frequency (two axes) and temporal frequency, or its last frames as a block of space and time. " +
			"The grey plane is the mean speed. Drag or use the arrow keys to turn it.",
		Equation: "plane: f_t = −(V_x f_x + V_y f_y)",
		Cite:     "Adelson & Bergen 1985, J. Opt. Soc. Am. A 2; Sanz Leon, Vanzetta, Masson, Perrinet 2012, J. Neurophysiol. 107",
	},
	"sequences": {
		What: "A panel for each stretch of the run in which the stimulus keeps its orientation (dashed): spikes of each neuron over its preferred orientation. " +
			"Points are ring neurons with the fitted curve, without a baseline; lines are the input.",
		Equation: "f(θ) = f_max exp((cos 2(θ − θ₀) − 1) / (4 B_θ²))",
		Cite:     "Ladret & Perrinet 2019, InternshipM2",
	},
	"learning": {
		What:     "What learning does from one sequence to the next: the fitted width B_θ, the fitted height f_max and the number of spikes of each excitatory layer. Narrower and higher is more selective.",
		Equation: "f(θ) = f_max exp((cos 2(θ − θ₀) − 1) / (4 B_θ²)), fitted to the spikes of each sequence",
		Cite:     "Ladret & Perrinet 2019, InternshipM2",
	},
	"delays": {
		What:     "Groups of neurons that differ in the delay of their synapses only: the mean rate of each group, and its coherence, the mean correlation of the spike counts (bins of 5 ms) over all pairs of its neurons, since the run began. Bars are standard errors.",
		Equation: "coherence = mean over pairs of cov(n_i, n_j) / (σ_i σ_j)",
		Cite:     "Ladret & Perrinet 2019, InternshipM2",
	},
	"statistics": {
		What: "How the neurons fire, over the last 20 s: rate, variability of the intervals between spikes (CV and the local variation LV, neurons with 10 spikes or more), " +
			"correlation of spike counts in 5 ms over pairs of up to 50 neurons, and the synchrony χ² of all. A Poisson process has CV = LV = 1; χ² is 1 where all fire together and about 1/N where they fire independently.",
		Equation: "CV = σ_ISI / mean ISI,  LV = mean of 3 ((d′ − d)/(d′ + d))²,  χ² = Var(mean count) / mean Var(count)",
		Cite:     "Shinomoto, Shima, Tanji 2003, Neural Comput. 15; Golomb & Rinzel 1994, Physica D 72",
	},
}
