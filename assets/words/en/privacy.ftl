<<<<<<< HEAD
# privacy
privacy-quasi = the privacy sheet lets it out: tells indirectly about a person
privacy-sensitive = the privacy sheet lets it out: sensitive, guarded further in a release
privacy-public = the privacy sheet lets it out: public
privacy-own-choices = a select question with the form’s own choices
privacy-all-sources-leave = computed only from columns that leave as answered
privacy-direct = points at a person
privacy-from-direct = computed from `{ $name }`, which points at a person
privacy-staff = about the surveyor’s work: in sealed packages only, beside the answers
privacy-text = free text
privacy-needs-recode = tells about a person and is not made coarser (column recode)
privacy-from-withheld = computed from `{ $name }`, which stays or leaves coarser
privacy-from-ambient = computed from the clock, from chance or from the device
privacy-from-attachment = looked up in a file beside the form
privacy-foreign-choices = its choices are not in the form
privacy-type-number = a number: stays unless the privacy sheet says otherwise
privacy-type-time = a date or time: stays unless the privacy sheet says otherwise
privacy-type-place = a place: stays unless the privacy sheet says otherwise
privacy-type-media = a picture, sound or file: stays unless the privacy sheet says otherwise
privacy-type-metadata = recorded by the device: stays unless the privacy sheet says otherwise
privacy-type-acknowledge = a confirmation: stays unless the privacy sheet says otherwise
privacy-type-text = text: stays unless the privacy sheet says otherwise
=======
# privacy: why a column leaves, is made coarser, or stays
privacy-public = the privacy sheet lets it out
privacy-quasi = may point at a person together with others; the privacy sheet lets it out like this
privacy-sensitive = sensitive; the privacy sheet lets it out like this
privacy-own-choices = a select question whose choices are all in the workbook
privacy-all-sources-leave = computed from columns that all leave
privacy-direct = points at a person
privacy-from-direct = computed from `{ $name }`, which points at a person
privacy-staff = about the surveyor's work, not an answer
privacy-text = free text
privacy-needs-recode = leaves only when made coarser, and the privacy sheet does not say how
privacy-from-withheld = computed from `{ $name }`, which stays or is made coarser
privacy-from-ambient = computed from the clock, chance or the device
privacy-from-attachment = computed from a file beside the form
privacy-foreign-choices = its choices are not in the workbook
privacy-type-number = a number, and no row lets it out
privacy-type-time = a date or time, and no row lets it out
privacy-type-place = a place, and no row lets it out
privacy-type-media = a picture, sound or file, and no row lets it out
privacy-type-metadata = about the device and the session, and no row lets it out
privacy-type-acknowledge = an acknowledgement, and no row lets it out
privacy-type-text = a text, and no row lets it out
>>>>>>> 67a9890 (Tell the stories of packages: golden format, leaks, tampering, merging, receipts)
privacy-note-relevance = whether it was asked tells something about `{ $name }`
